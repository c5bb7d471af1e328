import { sessions } from "@waybill/db/sessions";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCallerFactory } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { appRouter } from "../../root.ts";
import { callByName, proceduresFor, proceduresInTenant } from "../../testing/procedures.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { Authenticator } from "../../testing-authenticator.ts";
import { openFile, receiveFile } from "../files/index.ts";

const site = "http://localhost:3000";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "owner", "admin", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await makeTenant();
  await addPasskey(acme.members.owner);
});

const db = <T>(work: (db: Parameters<Parameters<typeof testApp.app.database.transaction>[1]>[0]["db"]) => Promise<T>) =>
  testApp.app.database.transaction({}, ({ db }) => work(db));

/** Gives a person a passkey, by which their session counts as one with two factors. */
async function addPasskey(user: TestUser): Promise<void> {
  const call = await testApp.as(user);
  const passkey = new Authenticator(site).register(await call.factors.startPasskey());
  await call.factors.addPasskey({ name: "Key", passkey });
}

/** Has the tenant require a second factor since a moment ago, or from a time on, or not at all. */
const required = (from: "now" | "later" | "never") =>
  db((open) =>
    open
      .update(tenants)
      .set({
        secondFactorFrom: from === "never" ? null : sql`now() ${from === "now" ? sql`-` : sql`+`} interval '1 minute'`,
      })
      .where(eq(tenants.id, acme.id)),
  );

const shut = { code: "FORBIDDEN", issues: [" second_factor_required"] };

describe("requiring a second factor", () => {
  test("needs one's own second factor, and states its start", async () => {
    await required("never");
    const refused = acme.members.admin.call.tenants.requireSecondFactor({ required: true, graceDays: 0 });
    expect(await refusal(refused)).toEqual({ code: "BAD_REQUEST", issues: ["required not_allowed"] });
    const { call } = acme.members.owner;
    const { requiredFrom } = await call.tenants.requireSecondFactor({ required: true, graceDays: 14 });
    const days = (new Date(requiredFrom ?? 0).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(14);
    const state = { requiredFrom, ownFrom: requiredFrom, everywhere: false };
    expect((await acme.members.viewer.call.tenants.current()).secondFactor).toEqual({ ...state, proved: false });
    expect((await call.tenants.current()).secondFactor).toEqual({ ...state, proved: true });
    const [entry] = (await call.activity.list({})).items;
    expect(entry?.summary).toBe(`required a second factor for all members from ${requiredFrom?.slice(0, 10)}`);
    expect(await call.tenants.requireSecondFactor({ required: false, graceDays: 0 })).toEqual({ requiredFrom: null });
  });

  test("admits everyone until its start", async () => {
    await required("later");
    expect(await acme.members.viewer.call.roles.list()).toHaveProperty("items");
  });
});

const ofTenants = proceduresInTenant.map(({ name }) => name);

describe("after the start, a member without one", () => {
  test.each(ofTenants)("cannot call %s", async (name) => {
    await required("now");
    const context = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.admin.sessionId,
    );
    const caller: unknown = createCallerFactory(appRouter)(context);
    expect(await refusal(callByName(caller, name, {}))).toEqual(shut);
  });

  test("can neither read nor write files", async () => {
    await required("now");
    const context = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.admin.sessionId,
    );
    const body = new Blob(["a,b"]).stream();
    expect(
      await refusal(receiveFile(context, { kind: "rows.import", name: "a.csv", contentType: "text/csv", body })),
    ).toEqual(shut);
    expect(await refusal(openFile(context, acme.id))).toEqual(shut);
  });

  test("gets no more information about foreign tenants than before", async () => {
    await required("now");
    const outsider = await testApp.as(await testApp.user("Outsider"), "acme");
    expect((await refusal(outsider.roles.list())).code).toBe("NOT_FOUND");
  });

  test("is admitted after adding one, in that browser", async () => {
    await required("now");
    const user = await testApp.user("Ada");
    await testApp.join(acme.id, user, "viewer");
    const [here, elsewhere] = [await testApp.as(user, "acme"), await testApp.as(await anotherSession(user), "acme")];
    expect(await refusal(here.roles.list())).toEqual(shut);
    await addPasskey(user);
    expect(await here.roles.list()).toHaveProperty("items");
    expect(await refusal(elsewhere.roles.list())).toEqual(shut);
  });

  test("is refused again without the last one", async () => {
    await required("now");
    const user = await testApp.user("Ada");
    await testApp.join(acme.id, user, "viewer");
    await addPasskey(user);
    const call = await testApp.as(user, "acme");
    const [passkey] = (await call.factors.list()).passkeys;
    await call.factors.removePasskey({ id: passkey?.id ?? "" });
    expect(await refusal(call.roles.list())).toEqual(shut);
  });

  test("cannot bypass it by an API key; keys of members with one continue", async () => {
    await required("never");
    const { admin, owner } = acme.members;
    const keyOf = async ({ call }: typeof admin) =>
      (await call.apiKeys.create({ name: "Key", permissions: ["roles.read"], expiresInDays: 7 })).key;
    const [withOne, without] = [await keyOf(owner), await keyOf(admin)];
    await required("now");
    const list = async (key: string) =>
      (await testApp.as(null, undefined, { authorization: `Bearer ${key}` })).roles.list();
    expect(await refusal(list(without))).toEqual(shut);
    expect(await list(withOne)).toHaveProperty("items");
  });

  test("has no support access", async () => {
    const operator = await testApp.user("Olga");
    await db((open) => open.update(users).set({ operator: true }).where(eq(users.id, operator.id)));
    const call = await testApp.as(operator, "acme");
    await required("now");
    await call.support.start({ tenant: "acme", reason: "They cannot find a file", minutes: 15 });
    expect(await refusal(call.roles.list())).toEqual(shut);
    await addPasskey(operator);
    expect(await call.roles.list()).toHaveProperty("items");
  });
});

describe("a requirement of the installation", () => {
  const day = 86_400_000;
  /** The installation with a day on which it begins. @param days from now */
  const installation = (days: number) =>
    testApp.withSettings({ SECOND_FACTOR_REQUIRED_FROM: new Date(Date.now() + days * day).toISOString() });
  let before: TestApp;
  let after: TestApp;

  beforeAll(() => {
    before = installation(3);
    after = installation(-1);
  });
  afterAll(() => Promise.all([before.close(), after.close()]));

  test("is announced and admits everyone until its start; the earlier start counts", async () => {
    const state = async (who: "owner" | "viewer") =>
      (await (await before.as(acme.members[who], "acme")).tenants.current()).secondFactor;
    const everywhere = before.app.settings.SECOND_FACTOR_REQUIRED_FROM?.toISOString();
    await required("never");
    expect(await state("viewer")).toEqual({ requiredFrom: everywhere, ownFrom: null, everywhere: true, proved: false });
    expect(await state("owner")).toMatchObject({ requiredFrom: everywhere, proved: true });
    await required("later");
    const { ownFrom, ...rest } = await state("viewer");
    expect(rest).toEqual({ requiredFrom: ownFrom, everywhere: false, proved: false });
    const own = await before.as(acme.members.owner, "acme");
    await own.tenants.requireSecondFactor({ required: true, graceDays: 30 });
    expect(await state("viewer")).toMatchObject({ requiredFrom: everywhere, everywhere: true });
    await own.tenants.requireSecondFactor({ required: false, graceDays: 0 });
    expect(await state("viewer")).toMatchObject({ ownFrom: null, everywhere: true });
  });

  test("excludes people without one from all organisations and the operators' pages, but not from their account", async () => {
    await required("never");
    for (const name of ofTenants) {
      const { admin } = acme.members;
      const context = await createContext(after.app, new Headers({ "x-tenant-id": "acme" }), admin.sessionId);
      const caller: unknown = createCallerFactory(appRouter)(context);
      expect(await refusal(callByName(caller, name, {})), name).toEqual(shut);
    }
    const own = await after.as(acme.members.admin);
    expect((await own.tenants.list()).items).toHaveLength(1);
    expect(await own.factors.list()).toHaveProperty("passkeys");
    expect(await (await after.as(acme.members.owner, "acme")).roles.list()).toHaveProperty("items");
  });

  test("applies to operators, for all their procedures", async () => {
    const operator = await testApp.user("Otto");
    await db((open) => open.update(users).set({ operator: true }).where(eq(users.id, operator.id)));
    const called = async (app: TestApp) => {
      const caller: unknown = createCallerFactory(appRouter)(
        await createContext(app.app, new Headers(), operator.sessionId),
      );
      return Promise.all(
        proceduresFor("operator").map(async ({ name }) => {
          const made = callByName(caller, name, {});
          return made.then(
            () => [],
            async () => (await refusal(made)).issues,
          );
        }),
      );
    };
    const isShut = (issues: string[]) => issues.includes(" second_factor_required");
    expect((await called(before)).filter(isShut)).toEqual([]);
    const refusals = await called(after);
    expect(refusals.length).toBeGreaterThan(10);
    expect(refusals.filter((issues) => !isShut(issues))).toEqual([]);
    await addPasskey(operator);
    expect((await called(after)).filter(isShut)).toEqual([]);
  });

  test("applies to API keys like to their users", async () => {
    const { admin, owner } = acme.members;
    const keyOf = async ({ call }: typeof admin) =>
      (await call.apiKeys.create({ name: "Key", permissions: ["roles.read"], expiresInDays: 7 })).key;
    const [withOne, without] = [await keyOf(owner), await keyOf(admin)];
    const list = async (app: TestApp, key: string) =>
      (await app.as(null, undefined, { authorization: `Bearer ${key}` })).roles.list();
    expect(await list(before, without)).toHaveProperty("items");
    expect(await refusal(list(after, without))).toEqual(shut);
    expect(await list(after, withOne)).toHaveProperty("items");
  });

  test("does not exist without the setting", () => {
    expect(testApp.app.settings.SECOND_FACTOR_REQUIRED_FROM).toBeUndefined();
  });
});

/** Another session of the same person. */
async function anotherSession(user: TestUser): Promise<TestUser> {
  const [row] = await db((open) =>
    open
      .insert(sessions)
      .values({ userId: user.id, expiresAt: sql`now() + interval '1 day'` })
      .returning({ id: sessions.id }),
  );
  return { ...user, sessionId: row?.id ?? "" };
}

test("managers of members see who has a second factor; no one else does", async () => {
  await required("never");
  const seen = async (role: "owner" | "viewer") =>
    Object.fromEntries(
      (await acme.members[role].call.tenants.members()).items
        .filter(({ roleName }) => /^(owner|admin)$/.test(roleName))
        .map(({ roleName, secondFactor }) => [roleName, secondFactor]),
    );
  expect(await seen("owner")).toEqual({ owner: true, admin: false });
  expect(await seen("viewer")).toEqual({ owner: null, admin: null });
});
