import { apiKeys } from "@waybill/db/api-keys";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { type NotesApp, named, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug = "acme") => testApp.tenant(slug, "admin", "dispatcher");

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
});

/** Calls procedures with a key and without a session. */
const withKey = (key: string, tenant?: string) => testApp.as(null, tenant, { authorization: `Bearer ${key}` });

const makeKey = (permissions: string[], call = acme.members.dispatcher.call) =>
  call.apiKeys.create({ name: "Script", permissions, expiresInDays: 30 });

describe("an API key", () => {
  test("acts for its creator within its scope, without a named tenant", async () => {
    const { key } = await makeKey(["notes.create", "notes.read"]);
    const script = await withKey(key);
    const { id } = await script.notes.create(named("By a script"));
    expect((await script.notes.list({})).items.map((one) => one.id)).toContain(id);
    expect((await refusal(script.jobs.list({}))).code).toBe("FORBIDDEN");
    expect((await refusal(script.users.me())).code).toBe("UNAUTHORIZED");
    const [entry] = (await acme.members.admin.call.activity.list({ entityId: id })).items;
    expect(entry).toMatchObject({ userId: acme.members.dispatcher.id, actor: "apiKey", actorName: "Script" });
  });

  test("is refused by other tenants and if it is incomplete", async () => {
    const other = await make("globex");
    const { key } = await makeKey(["notes.read"]);
    expect((await refusal((await withKey(key, other.slug)).notes.list({}))).code).toBe("NOT_FOUND");
    const foreign = key.replace(acme.id.replaceAll("-", ""), other.id.replaceAll("-", ""));
    for (const wrong of [`${key.slice(0, -1)}!`, key.slice(0, -2), foreign, "wb_nonsense"]) {
      expect((await refusal((await withKey(wrong)).notes.list({}))).code).toBe("UNAUTHORIZED");
    }
  });

  test("is stored as a hash, and shown once", async () => {
    const { id, key } = await makeKey(["notes.read"]);
    const stored = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.select().from(apiKeys).where(eq(apiKeys.id, id)),
    );
    expect(JSON.stringify(stored)).not.toContain(key.slice(40));
    expect(JSON.stringify(await acme.members.admin.call.apiKeys.list())).not.toContain(key.slice(40));
    const entries = await acme.members.admin.call.activity.list({ entity: "apiKey", entityId: id });
    expect(entries.items).toMatchObject([{ action: "apiKey.created" }]);
    expect(JSON.stringify(entries)).not.toContain(key.slice(40));
  });

  test("has at most the current permissions of its creator", async () => {
    expect((await refusal(makeKey(["roles.manage"]))).issues).toEqual(["permissions not_allowed"]);
    const user = await testApp.user("Temp");
    await testApp.join(acme.id, user, "dispatcher");
    const { key } = await makeKey(["notes.create", "notes.read"], await testApp.as(user, "acme"));
    await acme.members.admin.call.tenants.setRole({ userId: user.id, role: "viewer" });
    expect((await refusal((await withKey(key)).notes.create(named("Too late")))).code).toBe("FORBIDDEN");
    await acme.members.admin.call.tenants.removeMember({ userId: user.id });
    expect((await refusal((await withKey(key)).notes.list({}))).code).toBe("UNAUTHORIZED");
  });

  test("ends when it is revoked or expires", async () => {
    const { id, key } = await makeKey(["notes.read"]);
    await (await withKey(key)).notes.list({});
    await acme.members.dispatcher.call.apiKeys.revoke({ id });
    expect((await refusal((await withKey(key)).notes.list({}))).code).toBe("UNAUTHORIZED");
    const old = await makeKey(["notes.read"]);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.update(apiKeys).set({ expiresAt: sql`now() - interval '1 second'` }).where(eq(apiKeys.id, old.id)),
    );
    expect((await refusal((await withKey(old.key)).notes.list({}))).code).toBe("UNAUTHORIZED");
  });

  test("records its last use", async () => {
    const { id, key } = await makeKey(["notes.read"]);
    const find = async () => (await acme.members.admin.call.apiKeys.list()).items.find((one) => one.id === id);
    expect((await find())?.lastUsedAt).toBeNull();
    await (await withKey(key)).notes.list({});
    expect((await find())?.lastUsedAt).not.toBeNull();
  });

  test("can be seen and revoked by its creator and by managers of keys, and cannot create keys", async () => {
    const other = await testApp.user("Other");
    await testApp.join(acme.id, other, "dispatcher");
    const { id } = await makeKey(["notes.read"]);
    const call = await testApp.as(other, "acme");
    expect((await call.apiKeys.list()).items).toEqual([]);
    expect((await refusal(call.apiKeys.revoke({ id }))).issues).toEqual([" not_allowed"]);
    await acme.members.admin.call.apiKeys.revoke({ id });
    const maker = await withKey((await makeKey(["apiKeys.create", "notes.read"])).key);
    const more = { name: "More", permissions: ["notes.read"], expiresInDays: 7 };
    expect((await refusal(maker.apiKeys.create(more))).code).toBe("FORBIDDEN");
  });
});
