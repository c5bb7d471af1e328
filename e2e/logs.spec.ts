import { expect, test } from "@playwright/test";
import { z } from "zod";
import { logOf } from "./support/desk.ts";

// Runs after every other test: what the four processes have logged while people worked with them.

const processes = ["web", "web-2", "worker", "worker-2"] as const;
const line = z.object({ level: z.number(), process: z.string(), msg: z.string(), requestId: z.string().optional() });

const written = () => processes.flatMap((process) => logOf(process).filter((text) => text.startsWith("{")));

/** What nobody finds in a log: addresses, passwords, keys, and the secrets in mailed links. */
const secrets = {
  "an email address": /[\w.+-]+@(?:example|identity)\.test/,
  "a password": /a long enough password/,
  "an API key": /wb_[0-9a-f]{32}_/,
  "a mailed secret": /(?:token=|invitations\/[0-9a-f-]{36}\.)[\w-]{20,}/,
  "a setting's secret": /waybill-secret|own secret, long enough/,
  "a person's street": /Unter den Linden/,
};

test("there is enough in the logs to look at", () => {
  expect(written().length).toBeGreaterThan(500);
  for (const process of processes) expect(logOf(process).length, process).toBeGreaterThan(5);
});

for (const [what, pattern] of Object.entries(secrets)) {
  test(`no log of the whole run has ${what}`, () => {
    const all = processes.flatMap((process) => logOf(process).map((text) => `${process}: ${text}`));
    expect(all.filter((text) => pattern.test(text)).slice(0, 3)).toEqual([]);
  });
}

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
