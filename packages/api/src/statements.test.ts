import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { hasNoData, validInputs } from "./testing/inputs.ts";
import { moduleTestings } from "./testing/module-testings.ts";
import { PostgresProxy } from "./testing/postgres-proxy.ts";
import { callByName, procedures } from "./testing/procedures.ts";
import { TestApp, type TestMember } from "./testing.ts";

// The number of statements and of round trips of each procedure, counted on the wire. The table is
// bench/statements.json; `UPDATE_STATEMENTS=1` updates it. A higher count needs a decision.

const file = join(import.meta.dirname, "../../../bench/statements.json");
const table = z.record(z.string(), z.object({ statements: z.number(), roundTrips: z.number() }));
type Counts = z.output<typeof table>[string];

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "owner", "dispatcher");
let wire: PostgresProxy;

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  wire = await PostgresProxy.open(testApp.urls.applicationUrl);
  // One connection, so that prepared statements stay prepared.
  await testApp.reconnect({ url: wire.url, connections: 1 });
  acme = await makeTenant();
});
afterAll(() => wire.close());

/** Procedures that are not counted, each with its reason. */
const notCounted: Record<string, string> = {
  "auth.pendingSignIn": "once for each link",
  "auth.pendingSignUp": "once for each link",
  "auth.requestPasswordReset": "throttling decides what it costs",
  "auth.requestSignInLink": "like auth.requestPasswordReset",
  "account.cancelEmailChange": "once in a blue moon",
  "account.changeEmail": "once in a blue moon",
  "account.changePassword": "hashing decides what it costs",
  "account.confirm": "hashing and throttling decide what it costs",
  "account.confirmEmail": "once for each address",
  "account.mailCode": "throttling decides what it costs",
  "account.passkeyChallenge": "once for each proof",
  "account.signOutEverywhere": "once in a blue moon",
  "account.undoEmail": "once in a blue moon",
  "auth.resetPassword": "hashing decides what it costs",
  "auth.signUp": "like auth.requestPasswordReset",
  "auth.verifyEmail": "once in an account's life",
  "system.live": "a stream",
  "factors.addPasskey": "once for each passkey",
  "factors.startPasskey": "once for each passkey",
  "factors.startTotp": "once for each app",
  "factors.confirmTotp": "once for each app",
  "factors.removePasskey": "once for each passkey",
  "factors.removeTotp": "once for each app",
  "factors.renamePasskey": "once in a blue moon",
  "factors.renewRecoveryCodes": "once in a blue moon",
  "support.revoke": "once in a blue moon",
  "tenants.accept": "once for each member",
  "tenants.invitation": "once for each member",
  "tenants.requireSecondFactor": "once in a blue moon",
  "tenants.leave": "like tenants.removeMember",
  "users.revokeSession": "once for each session",
  ...Object.assign({}, ...[...moduleTestings.values()].map(({ uncounted }) => uncounted ?? {})),
};

async function count({ call }: TestMember, name: string, input: () => unknown): Promise<Counts> {
  let counts: Counts = { statements: 0, roundTrips: 0 };
  // The first call prepares statements and starts the queue; the second one is typical.
  for (let time = 0; time < 2; time += 1) {
    const given = await input();
    // The end of the snapshot before is answered once its connection is free.
    await testApp.app.database.reach();
    testApp.statements.length = 0;
    wire.takeRoundTrips();
    await callByName(call, name, given);
    counts = { statements: testApp.statements.length, roundTrips: wire.takeRoundTrips() };
  }
  return counts;
}

test("no procedure sends more statements, or waits more often, than the table in bench/ allows", async () => {
  const { owner } = acme.members;
  const given = validInputs(testApp, acme, owner);
  // Operators are few.
  const names = procedures
    .filter(({ name, access }) => !notCounted[name] && access?.kind !== "operator")
    .map(({ name }) => name);
  expect(
    names.filter((name) => !given[name] && !hasNoData({ name })),
    "procedures without an input",
  ).toEqual([]);
  const now: Record<string, Counts> = {};
  for (const name of names.filter((each) => given[each]).sort())
    now[name] = await count(owner, name, given[name] ?? (() => undefined));
  if (process.env.UPDATE_STATEMENTS) writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
  const kept = existsSync(file) ? table.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  const isMore = ([name, { statements, roundTrips }]: [string, Counts]) =>
    statements > (kept[name]?.statements ?? -1) || roundTrips > (kept[name]?.roundTrips ?? -1);
  // The lowest count is the procedure's own: concurrent work may add to others, and on a busy machine Postgres answers a
  // statement before the process has sent the next one, so that no wait is counted.
  for (let time = 0; time < 10; time += 1) {
    for (const [name] of Object.entries(now).filter(isMore)) {
      now[name] = await count(owner, name, given[name] ?? (() => undefined));
    }
  }
  const grown = Object.entries(now).filter(isMore);
  expect(Object.fromEntries(grown), "more than in the table; UPDATE_STATEMENTS=1 updates it").toEqual({});
}, 120_000);

test("the counter detects one more statement and one more wait", async () => {
  const once = await count(acme.members.owner, "roles.list", () => undefined);
  for (let time = 0; time < 2; time += 1) {
    testApp.statements.length = 0;
    wire.takeRoundTrips();
    await testApp.app.database.transaction({ tenantId: acme.id }, async ({ db }) => {
      await db.execute(sql`select ${1}::int`);
      await db.execute(sql`select ${2}::int`);
    });
  }
  expect({ statements: testApp.statements.length, roundTrips: wire.takeRoundTrips() }).toEqual({
    statements: 4,
    roundTrips: 3,
  });
  expect(once.statements).toBeGreaterThan(2);
});
