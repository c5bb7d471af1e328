import { Writable } from "node:stream";
import { SecretSearch, searchDatabase } from "@waybill/db/secret-search";
import { postgres } from "@waybill/db/testing";
import { users } from "@waybill/db/users";
import type { Language } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { accessOf } from "../../core/index.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { unitOfWork } from "../../core/work/unit-of-work.ts";
import { MailServer, type ReceivedMail, secretsIn, TestApp, type TestUser } from "../../testing.ts";
import { Authenticator } from "../../testing-authenticator.ts";
import { startWorker, type Worker } from "../../worker.ts";
import { mailDigest } from "./dashboard/digest.ts";

// Sends every mail in every language through a mail server, and searches all data of the installation for their secrets.

let testApp: TestApp;
let server: MailServer;
let worker: Worker;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "owner");
const lines: string[] = [];
/** Mails that the server did not take, and quoted in its answer. */
const refused: ReceivedMail[] = [];

beforeAll(async () => {
  server = await MailServer.start((mail) => {
    if (!mail.to.some((address) => address.endsWith("@refusing.test"))) return undefined;
    refused.push(mail);
    return `Looks like spam: ${mail.links.join(" ")} in ${mail.text.replaceAll("\n", " ")}`;
  });
  const log = pino(
    { level: "trace" },
    new Writable({ write: (line, _, done) => void done(void lines.push(`${line}`)) }),
  );
  const env = { JOBS_MODE: "queue", JOBS_MONITOR_SECONDS: "1", SMTP_URL: server.url, MAIL_OUTBOX: "false" };
  testApp = await TestApp.start(env, {}, { log });
  acme = await makeTenant();
  worker = await startWorker(testApp.app);
});
afterAll(async () => {
  await worker.stop();
  await testApp.app.queue.close();
  await server.stop();
});

/** The language of those who cause mails now. */
let language: Language;
const visitor = () => testApp.as(null, undefined, { "accept-language": language });
const speak = (id: string) =>
  testApp.app.database.transaction({}, ({ db }) => db.update(users).set({ language }).where(eq(users.id, id)));

/** Has the digest of the day mailed to the owner. */
function digest(): Promise<unknown> {
  const { owner } = acme.members;
  const user = { ...owner, name: "Owner", emailVerified: true, language: null, operator: false };
  const tenant = { id: acme.id, slug: "acme", name: "acme", timeZone: "UTC", version: 1, modulesOff: [] };
  const origin = {
    requestId: "digest",
    log: testApp.app.log,
    user,
    actor: { kind: "user", id: null, ip: null },
  } as const;
  return unitOfWork(testApp.app, origin, { tenantId: acme.id }, (work) =>
    tenantContextOf(testApp.app, work, tenant, accessOf([], new Set(), user.id)).jobs.enqueue(mailDigest, {}),
  );
}

/** The cause of each mail, and its recipient. */
const causes: Record<string, (person: TestUser, newcomer: string) => Promise<string>> = {
  "account.changeEmail": async (person, email) => {
    await (await testApp.as(person)).account.changeEmail({ email });
    return email;
  },
  "account.code": async (person) => {
    await (await testApp.as(person)).account.mailCode();
    return person.email;
  },
  "account.emailChanged": async (person, email) => {
    await (await testApp.as(person)).account.changeEmail({ email });
    await arrived(email);
    const token = new URL(server.to(email)?.links[0] ?? "").searchParams.get("token") ?? "";
    await (await testApp.as(null)).account.confirmEmail({ token });
    return person.email;
  },
  "auth.signUp": async (_, email) => {
    await (await visitor()).auth.signUp({ name: "Ada", email });
    return email;
  },
  "auth.signIn": async ({ email }) => {
    await (await visitor()).auth.requestSignInLink({ email });
    return email;
  },
  "auth.resetPassword": async ({ email }) => {
    await (await visitor()).auth.requestPasswordReset({ email });
    return email;
  },
  "security.notice": async (person) => {
    const call = await testApp.as(person);
    const passkey = new Authenticator("http://localhost:3000").register(await call.factors.startPasskey());
    await call.factors.addPasskey({ name: "Key", passkey });
    return person.email;
  },
  "tenants.invitation": async (_, email) => {
    await acme.members.owner.call.tenants.invite({ email, role: "viewer" });
    return email;
  },
  "parcels.digest": async () => {
    await digest();
    return acme.members.owner.email;
  },
};

/** The places with the secrets of some mails: in the database, or in the log. */
async function placesOf(received: readonly ReceivedMail[]): Promise<string[]> {
  const search = new SecretSearch(received.flatMap(({ links }) => secretsIn(links)));
  const { found, cells } = await searchDatabase(testApp.urls.ownerUrl, search);
  expect(cells).toBeGreaterThan(200);
  expect(lines.length).toBeGreaterThan(10);
  return [...found, ...lines.filter((line) => search.isIn(line)).map((line) => `log: ${line}`)];
}

/** The newest mail to an address in the current language, once it has arrived. */
const arrived = (address: string) =>
  vi.waitFor(
    () => {
      const tag = `<html lang="${language}">`;
      const mail = server.received.findLast(({ to, html }) => to.includes(address) && html.includes(tag));
      if (!mail) throw new Error(`No mail to ${address} in ${language}.`);
      return mail;
    },
    { timeout: 20_000 },
  );
/** The arrived mails, by name. */
const inEnglish = new Map<string, ReceivedMail>();
const inGerman = new Map<string, ReceivedMail>();

test("every mail is sent by this test", () => {
  expect(Object.keys(causes).sort()).toEqual([...testApp.app.registry.mails.keys()].sort());
});

test("no secret of any mail is in the database, the queue or the logs", async () => {
  for (const [tag, mails] of [
    ["en", inEnglish],
    ["de", inGerman],
  ] as const) {
    language = tag;
    await speak(acme.members.owner.id);
    for (const [name, cause] of Object.entries(causes)) {
      const person = await testApp.user("Person");
      await speak(person.id);
      mails.set(name, await arrived(await cause(person, `${name.toLowerCase()}.${tag}@example.test`)));
    }
  }
  expect(server.received.flatMap(({ links }) => secretsIn(links)).length).toBeGreaterThanOrEqual(4);
  expect(await placesOf(server.received)).toEqual([]);
});

test("every mail is in German for a German reader: its subject and each paragraph", () => {
  expect([...inGerman.keys()]).toEqual(Object.keys(causes));
  const partsOf = (mail: ReceivedMail | undefined) => [mail?.subject, ...(mail?.text.trim().split("\n\n") ?? [])];
  for (const [name, mail] of inGerman) {
    const english = partsOf(inEnglish.get(name));
    const german = partsOf(mail);
    expect(german, name).toHaveLength(english.length);
    expect(
      german.filter((part) => english.includes(part)),
      name,
    ).toEqual([]);
  }
});

test("every mail has complete sentences, and each paragraph begins with a capital", () => {
  // Names stay as people write them.
  const beginning = /^(?:[\p{Lu}\p{N}“]|owner acme|acme)/u;
  expect(server.received.length).toBeGreaterThanOrEqual(2 * Object.keys(causes).length);
  for (const { subject, text } of server.received) {
    for (const paragraph of text.trim().split("\n\n")) expect(paragraph, subject).toMatch(beginning);
  }
});

test("the secret of a mail that the mail server refuses and quotes is stored nowhere", async () => {
  await (await visitor()).auth.signUp({ name: "Ada", email: "ada@refusing.test" });
  await acme.members.owner.call.tenants.invite({ email: "bob@refusing.test", role: "viewer" });
  const errors = () => lines.filter((line) => line.includes("Looks like spam"));
  await vi.waitFor(() => expect(errors()).toHaveLength(2), { timeout: 20_000 });
  const sql = postgres(testApp.urls.ownerUrl, { max: 1 });
  const kept = () => sql`select output from pgboss.job where output::text like '%Looks like spam%'`;
  await vi.waitFor(async () => expect(await kept()).toHaveLength(2), { timeout: 20_000 });
  await sql.end();
  expect(refused.flatMap(({ links }) => secretsIn(links)).length).toBeGreaterThanOrEqual(2);
  expect(await placesOf(refused)).toEqual([]);
});

test("the search finds a planted secret in every place and encoding", async () => {
  const [mail] = server.received;
  const [secret = ""] = secretsIn(mail?.links ?? []);
  const hex = Buffer.from(secret, "base64url").toString("hex");
  const sql = postgres(testApp.urls.ownerUrl, { max: 1 });
  await sql`update users set name = ${`see ?token=${secret}`} where id = ${acme.members.owner.id}`;
  await sql`update pgboss.job set data = jsonb_set(data, '{input}', to_jsonb(${hex}::text)) where name = 'mail.deliver'`;
  await sql`update mails set headers = ${sql.json({ deep: [secret] })}`;
  lines.push(`{"msg":"mailed ${secret}"}`);
  await sql.end();
  const found = (await placesOf(server.received)).map((place) => place.replace(/job_common|j[0-9a-f]{20,}/, "job"));
  expect(found).toEqual([
    "pgboss.job.data",
    "public.mails.headers",
    "public.users.name",
    expect.stringMatching(/^log: /),
  ]);
});
