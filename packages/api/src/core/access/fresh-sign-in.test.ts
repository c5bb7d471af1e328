import { apiKeys } from "@waybill/db/api-keys";
import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { appRouter, definitions } from "../../root.ts";
import { callByName } from "../../testing/procedures.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { createCallerFactory } from "../index.ts";
import { createContext } from "../procedures/request.ts";

// Generated from the router: procedures with a lasting change of rights require a fresh sign-in.

const procedures = [...definitions].flatMap(([name, { meta, type }]) => {
  if (!meta) return [];
  // Mutations of operators always require it.
  const fresh = meta.fresh === true || (meta.access.kind === "operator" && type === "mutation");
  return [{ name, type, access: meta.access, fresh }];
});
const fresh = procedures.filter((procedure) => procedure.fresh);

/** Permissions with a lasting effect: on rights, or for copies of data. */
const lasting = /^(roles\.manage|tenants\.manageMembers|apiKeys\.create|\w+\.export)$/;
/** Routers of a person's own account. */
const personal = /^(account|factors|users)\./;

/** Mutations that ask for no proof although they are about one of these, each with its reason. */
const withoutProof: Record<string, string> = {
  "account.cancelEmailChange": "leaves things as they are",
  "account.confirm": "is the proof",
  "account.confirmEmail": "the mailed link is the proof",
  "account.mailCode": "leads to the proof",
  "account.passkeyChallenge": "leads to the proof",
  "account.undoEmail": "the mailed link is the proof",
  "factors.renamePasskey": "a name opens nothing",
  "tenants.withdrawInvitation": "takes access away",
  "users.setLanguage": "a language opens nothing",
  "users.update": "a name opens nothing",
};

let testApp: TestApp;
let owner: TestUser;

beforeAll(async () => {
  testApp = await TestApp.start();
  const acme = await testApp.tenant("acme", "owner");
  owner = acme.members.owner;
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(users).set({ operator: true }).where(eq(users.id, owner.id)),
  );
});

/** Has the owner's proof be of so many seconds ago. */
const proved = (secondsAgo: number) =>
  testApp.app.database.transaction({}, ({ db }) =>
    db
      .update(sessions)
      .set({ authenticatedAt: sql`now() - make_interval(secs => ${secondsAgo})` })
      .where(eq(sessions.id, owner.sessionId)),
  );

/** Calls a procedure by its name, with an input that fits none. */
async function call(name: string, headers: Record<string, string> = {}): Promise<unknown> {
  const given = new Headers({ "x-tenant-id": "acme", ...headers });
  const caller: unknown = createCallerFactory(appRouter)(await createContext(testApp.app, given, owner.sessionId));
  return callByName(caller, name, { nothing: "of use" });
}

const asked = { code: "FORBIDDEN", issues: [" reauthenticate"] };

/** The outcome of a call: done, or its code. */
const outcome = (calling: Promise<unknown>) =>
  refusal(calling.then(() => Promise.reject(Object.assign(new Error("It was done."), { code: "DONE" }))));

describe("each procedure with a lasting change of rights", () => {
  const candidates = procedures.filter(
    ({ name, type, access }) =>
      type === "mutation" &&
      (personal.test(name) ||
        access.kind === "operator" ||
        (access.kind === "tenant" && lasting.test(access.permission))),
  );

  test("concerns many mutations, among them the requirement of second factors", () => {
    expect(candidates.length).toBeGreaterThan(20);
    expect(fresh.map(({ name }) => name)).toContain("tenants.requireSecondFactor");
  });

  test.each(candidates)("$name requires a fresh sign-in, or has an exemption", ({ name, fresh: asks }) => {
    expect(asks).toBe(!withoutProof[name]);
  });

  test("has exemptions only for existing procedures", () => {
    const names = procedures.map(({ name }) => name);
    expect(Object.keys(withoutProof).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("a session with a sign-in older than 15 minutes", () => {
  test.each(fresh)("is refused by $name", async ({ name }) => {
    await proved(15 * 60 + 5);
    expect(await outcome(call(name))).toEqual(asked);
  });

  test("is accepted by all other procedures", async () => {
    await proved(15 * 60 + 5);
    for (const { name, type } of procedures.filter((one) => !one.fresh && one.type === "query")) {
      expect(await outcome(call(name)), `${type} ${name}`).not.toEqual(asked);
    }
  });
});

test("a session with a sign-in within 15 minutes is accepted by all of them", async () => {
  await proved(15 * 60 - 30);
  for (const { name } of fresh) expect(await outcome(call(name)), name).not.toEqual(asked);
});

test("a proof of identity is effective at once", async () => {
  const user = await testApp.user("Ada");
  const mine = await testApp.as(user);
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(sessions).set({ authenticatedAt: sql`now() - interval '1 day'` }).where(eq(sessions.id, user.sessionId)),
  );
  expect(await refusal(mine.factors.startTotp())).toEqual(asked);
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(sessions).set({ authenticatedAt: sql`now()` }).where(eq(sessions.id, user.sessionId)),
  );
  expect(await mine.factors.startTotp()).toHaveProperty("secret");
});

test("an API key is refused by all of them, whatever its scope and age", async () => {
  await proved(0);
  const mine = await testApp.as(owner, "acme");
  const permissions = procedures.flatMap(({ access }) => (access.kind === "tenant" ? [access.permission] : []));
  const { id, key } = await mine.apiKeys.create({
    name: "Key",
    permissions: [...new Set(permissions)],
    expiresInDays: 7,
  });
  const headers = { authorization: `Bearer ${key}` };
  for (const { name } of fresh) {
    expect(["FORBIDDEN", "UNAUTHORIZED"], name).toContain((await outcome(call(name, headers))).code);
  }
  const { id: tenantId } = await mine.tenants.current();
  const [row] = await testApp.direct.transaction({ tenantId }, ({ db }) =>
    db.select({ lastUsedAt: apiKeys.lastUsedAt }).from(apiKeys).where(eq(apiKeys.id, id)),
  );
  expect(row?.lastUsedAt).not.toBeNull();
});
