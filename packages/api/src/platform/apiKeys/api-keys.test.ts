import { apiKeys } from "@waybill/db/apiKeys";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { refusal, TestApp } from "../../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug = "acme") => testApp.tenant(slug, "admin", "dispatcher");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});

/** Calls procedures with a key and without a session. */
const withKey = (key: string, tenant?: string) => testApp.as(null, tenant, { authorization: `Bearer ${key}` });

const makeKey = (permissions: string[], call = acme.members.dispatcher.call) =>
  call.apiKeys.create({ name: "Script", permissions, expiresInDays: 30 });

describe("an API key", () => {
  test("does in its maker's name what it allows, without naming a tenant, and nothing else", async () => {
    const { key } = await makeKey(["tags.create", "tags.read"]);
    const script = await withKey(key);
    const { id } = await script.tags.create({ name: "By a script", color: "red" });
    expect((await script.tags.list()).items.map((tag) => tag.id)).toContain(id);
    expect((await refusal(script.items.list({}))).code).toBe("FORBIDDEN");
    expect((await refusal(script.users.me())).code).toBe("UNAUTHORIZED");
    const [entry] = (await acme.members.admin.call.activity.list({ entity: "tag", entityId: id })).items;
    expect(entry).toMatchObject({ userId: acme.members.dispatcher.id, actor: "apiKey", actorName: "Script" });
  });

  test("opens no other tenant, and is no key where it is not whole", async () => {
    const other = await make("globex");
    const { key } = await makeKey(["tags.read"]);
    expect((await refusal((await withKey(key, other.slug)).tags.list())).code).toBe("NOT_FOUND");
    const foreign = key.replace(acme.id.replaceAll("-", ""), other.id.replaceAll("-", ""));
    for (const wrong of [`${key.slice(0, -1)}!`, key.slice(0, -2), foreign, "wb_nonsense"]) {
      expect((await refusal((await withKey(wrong)).tags.list())).code).toBe("UNAUTHORIZED");
    }
  });

  test("is kept as a hash alone, and shown once", async () => {
    const { id, key } = await makeKey(["tags.read"]);
    const stored = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.select().from(apiKeys).where(eq(apiKeys.id, id)),
    );
    expect(JSON.stringify(stored)).not.toContain(key.slice(40));
    expect(JSON.stringify(await acme.members.admin.call.apiKeys.list())).not.toContain(key.slice(40));
    const entries = await acme.members.admin.call.activity.list({ entity: "apiKey", entityId: id });
    expect(entries.items).toMatchObject([{ action: "apiKey.created" }]);
    expect(JSON.stringify(entries)).not.toContain(key.slice(40));
  });

  test("allows no more than its maker has: not when it is made, and not later", async () => {
    expect((await refusal(makeKey(["roles.manage"]))).issues).toEqual(["permissions not_allowed"]);
    const user = await testApp.user("Temp");
    await testApp.join(acme.id, user, "dispatcher");
    const { key } = await makeKey(["tags.create", "tags.read"], await testApp.as(user, "acme"));
    await acme.members.admin.call.tenants.setRole({ userId: user.id, role: "viewer" });
    expect((await refusal((await withKey(key)).tags.create({ name: "Too late", color: "red" }))).code).toBe(
      "FORBIDDEN",
    );
    await acme.members.admin.call.tenants.removeMember({ userId: user.id });
    expect((await refusal((await withKey(key)).tags.list())).code).toBe("UNAUTHORIZED");
  });

  test("ends when it is revoked, and when its time is over", async () => {
    const { id, key } = await makeKey(["tags.read"]);
    await (await withKey(key)).tags.list();
    await acme.members.dispatcher.call.apiKeys.revoke({ id });
    expect((await refusal((await withKey(key)).tags.list())).code).toBe("UNAUTHORIZED");
    const old = await makeKey(["tags.read"]);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.update(apiKeys).set({ expiresAt: sql`now() - interval '1 second'` }).where(eq(apiKeys.id, old.id)),
    );
    expect((await refusal((await withKey(old.key)).tags.list())).code).toBe("UNAUTHORIZED");
  });

  test("tells when it was last used", async () => {
    const { id, key } = await makeKey(["tags.read"]);
    const find = async () => (await acme.members.admin.call.apiKeys.list()).items.find((one) => one.id === id);
    expect((await find())?.lastUsedAt).toBeNull();
    await (await withKey(key)).tags.list();
    expect((await find())?.lastUsedAt).not.toBeNull();
  });

  test("is seen and revoked by its maker, and by who manages keys; and makes no keys itself", async () => {
    const other = await testApp.user("Other");
    await testApp.join(acme.id, other, "dispatcher");
    const { id } = await makeKey(["tags.read"]);
    const call = await testApp.as(other, "acme");
    expect((await call.apiKeys.list()).items).toEqual([]);
    expect((await refusal(call.apiKeys.revoke({ id }))).issues).toEqual([" not_allowed"]);
    await acme.members.admin.call.apiKeys.revoke({ id });
    const maker = await withKey((await makeKey(["apiKeys.create", "tags.read"])).key);
    const more = { name: "More", permissions: ["tags.read"], expiresInDays: 7 };
    expect((await refusal(maker.apiKeys.create(more))).code).toBe("FORBIDDEN");
  });
});
