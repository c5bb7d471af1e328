import { supportAccess } from "@waybill/db/support";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { refusal, TestApp, type TestUser } from "../../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let operator: TestUser;
const make = () => testApp.tenant("acme", "admin", "viewer");
const reason = "They cannot find a file";

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
  operator = await testApp.user("Olga");
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(users).set({ operator: true }).where(eq(users.id, operator.id)),
  );
});

const outside = () => testApp.as(operator);
const inside = () => testApp.as(operator, "acme");

describe("an operator", () => {
  test("has no access to a tenant without a reason", async () => {
    expect((await refusal((await inside()).jobs.list({}))).code).toBe("NOT_FOUND");
    const blank = { tenant: "unknown", reason: "", minutes: 60 };
    expect((await refusal((await outside()).support.start(blank))).issues).toContain("reason required");
    const unknown = { tenant: "unknown", reason, minutes: 60 };
    expect((await refusal((await outside()).support.start(unknown))).issues).toEqual(["tenant not_found"]);
  });

  test("gets read-only access with a reason and an end, which the tenant sees", async () => {
    const { id } = await (await outside()).support.start({ tenant: "acme", reason, minutes: 15 });
    const call = await inside();
    expect(await call.tenants.current()).toMatchObject({ support: true, roleName: "support" });
    await call.jobs.list({});
    expect((await refusal(call.jobs.cancel({ id: acme.id }))).code).toBe("FORBIDDEN");
    expect((await acme.members.admin.call.support.list()).items).toMatchObject([{ id, reason, active: true }]);
    const [entry] = (await acme.members.admin.call.activity.list({})).items;
    expect(entry).toMatchObject({ userId: operator.id, summary: `started support access: ${reason}` });
    await (await outside()).support.end({ id });
    expect((await refusal(call.jobs.list({}))).code).toBe("NOT_FOUND");
    expect((await acme.members.admin.call.support.list()).items).toMatchObject([{ id, active: false }]);
  });

  test("loses access at its end, and when the tenant revokes it", async () => {
    const first = await (await outside()).support.start({ tenant: "acme", reason, minutes: 15 });
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.update(supportAccess).set({ expiresAt: sql`now()` }).where(eq(supportAccess.id, first.id)),
    );
    expect((await refusal((await inside()).jobs.list({}))).code).toBe("NOT_FOUND");
    const second = await (await outside()).support.start({ tenant: "acme", reason, minutes: 15 });
    expect((await refusal(acme.members.viewer.call.support.revoke({ id: second.id }))).code).toBe("FORBIDDEN");
    await acme.members.admin.call.support.revoke({ id: second.id });
    expect((await refusal((await inside()).jobs.list({}))).code).toBe("NOT_FOUND");
  });

  test("finds tenants by name or URL name", async () => {
    const call = await outside();
    expect((await call.support.tenants({ search: "ACM" })).items).toMatchObject([{ slug: "acme" }]);
    expect((await call.support.tenants({ search: "%" })).items).toEqual([]);
  });
});

test("a former operator loses support access at once", async () => {
  const other = await testApp.user("Former");
  const setOperatorRights = (operator: boolean) =>
    testApp.app.database.transaction({}, ({ db }) => db.update(users).set({ operator }).where(eq(users.id, other.id)));
  await setOperatorRights(true);
  await (await testApp.as(other)).support.start({ tenant: "acme", reason, minutes: 15 });
  await (await testApp.as(other, "acme")).jobs.list({});
  await setOperatorRights(false);
  expect((await refusal((await testApp.as(other, "acme")).jobs.list({}))).code).toBe("NOT_FOUND");
});
