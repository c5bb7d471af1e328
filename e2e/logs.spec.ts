import { expect, test } from "@playwright/test";
import { SecretSearch, searchDatabase } from "@waybill/db/secret-search";
import { z } from "zod";
import { fresh, linkFromMail, logOf, receivedMails, testUrls } from "./support/actions.ts";
import { callProcedure } from "./support/call.ts";

// Runs after all other tests and checks the logs and the database of the four processes. Its own sign-ups cause enough lines, so it
// also works alone.

const processes = ["web", "web-2", "worker", "worker-2"] as const;
const line = z.object({ level: z.number(), process: z.string(), msg: z.string(), requestId: z.string().optional() });

/** People who sign up on both web processes and get mail from both workers; most people of the run are created without mail. */
test.beforeAll(async ({ playwright }) => {
  const request = await playwright.request.newContext();
  const webs = [testUrls().BASE_URL, testUrls().OTHER_URL];
  const emails = Array.from({ length: 30 }, () => `${fresh("person")}@example.test`);
  const signUp = (email: string, n: number) =>
    callProcedure(request, String(webs[n % 2]), null, "auth.signUp", { name: "Ada Lovelace", email });
  await Promise.all(emails.map(signUp));
  for (const web of webs) {
    for (let n = 0; n < 100; n += 1) expect((await request.get(`${web}/api/trpc/system.ping`)).ok()).toBe(true);
  }
  for (const email of emails) await linkFromMail(email, /confirm/i);
  await request.dispose();
});

const written = () => processes.flatMap((process) => logOf(process).filter((text) => text.startsWith("{")));

/** Texts that no log may contain: addresses, passwords, keys, and secrets of mailed links. */
const secrets = {
  "an email address": /[\w.+-]+@(?:example|identity)\.test/,
  "a password": /a long enough password/,
  "an API key": /wb_[0-9a-f]{32}_/,
  "a mailed link": /token=[\w.-]{20,}|invitations\/[0-9a-f-]{36}\./,
  "a setting's secret": /waybill-secret|own secret, long enough/,
  "a person's street": /Unter den Linden/,
};

test("the logs have enough lines to check", () => {
  expect(written().length).toBeGreaterThan(250);
  for (const process of processes) expect(logOf(process).length, process).toBeGreaterThan(5);
});

for (const [what, pattern] of Object.entries(secrets)) {
  test(`no log of the whole run has ${what}`, () => {
    const all = processes.flatMap((process) => logOf(process).map((text) => `${process}: ${text}`));
    expect(all.filter((text) => pattern.test(text)).slice(0, 3)).toEqual([]);
  });
}

/** The secrets of all mailed links: the last part of each token. */
function mailedSecrets(): string[] {
  const links = receivedMails().flatMap(({ text, html }) => `${text} ${html}`.match(/https?:\/\/[^\s"<>]+/g) ?? []);
  return [...new Set(links.flatMap((link) => /[.=/]([\w-]{43})$/.exec(link)?.[1] ?? []))];
}

test("no secret of any mail of the whole run is in the database or its queue, in the logs or in the traces", async () => {
  const mailed = mailedSecrets();
  expect(mailed.length).toBeGreaterThan(20);
  const search = new SecretSearch(mailed);
  const { DATABASE_OWNER_URL } = z.object({ DATABASE_OWNER_URL: z.string() }).parse(JSON.parse(testUrls().STACK_ENV));
  const { found, cells } = await searchDatabase(DATABASE_OWNER_URL, search);
  expect(cells).toBeGreaterThan(2000);
  expect(found).toEqual([]);
  for (const process of processes)
    expect(
      logOf(process).filter((text) => search.isIn(text)),
      process,
    ).toEqual([]);
  const traces = await (await fetch(testUrls().TRACES_URL)).text();
  expect(traces.length).toBeGreaterThan(10_000);
  expect(search.isIn(traces)).toBe(false);
});

test("every line about a procedure or a job carries the request's id", () => {
  const lines = written().map((text) => ({ text, ...line.loose().parse(JSON.parse(text)) }));
  const about = lines.filter((one) => "procedure" in one || "job" in one);
  expect(about.length).toBeGreaterThan(200);
  expect(about.filter(({ requestId }) => !requestId).map(({ text }) => text)).toEqual([]);
});

test("a request's id is the same in web and worker", () => {
  const idsOf = (process: (typeof processes)[number], key: string) =>
    new Set(
      logOf(process)
        .filter((text) => text.startsWith("{") && text.includes(`"${key}"`))
        .map((text) => line.loose().parse(JSON.parse(text)).requestId),
    );
  const web = idsOf("web", "procedure");
  const shared = [...idsOf("worker", "job"), ...idsOf("worker-2", "job")].filter((id) => web.has(id));
  expect(shared.length).toBeGreaterThan(5);
});
