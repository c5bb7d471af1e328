import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { refusal, TestApp, type TestMember } from "../../testing.ts";
import { credentialHeader, VerifiedCredentials } from "./verified-credentials.ts";

const acme = { id: "0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b", slug: "acme" };

describe("a verified credential", () => {
  test("is remembered with the tenants that it was verified for", () => {
    const callers = new VerifiedCredentials();
    callers.remember("hash", acme);
    expect(callers.find("hash", "acme")).toEqual({ tenantId: acme.id });
    expect(callers.find("hash", acme.id)).toEqual({ tenantId: acme.id });
    expect(callers.find("hash", "globex")).toEqual({ tenantId: null });
    expect(callers.find("hash", null)).toEqual({ tenantId: null });
    expect(callers.find("other", "acme")).toBeNull();
  });

  test("expires, unless it is verified again", () => {
    let now = 0;
    const callers = new VerifiedCredentials(() => now);
    callers.remember("hash", acme);
    now += 9 * 60_000;
    callers.remember("hash");
    now += 9 * 60_000;
    expect(callers.find("hash", "acme")).toEqual({ tenantId: acme.id });
    now += 2 * 60_000;
    expect(callers.find("hash", "acme")).toBeNull();
  });

  test("is forgotten after a refusal: in one tenant, by id or slug, or entirely", () => {
    const callers = new VerifiedCredentials();
    callers.remember("hash", acme);
    callers.forget("hash", acme.id.toUpperCase());
    expect(callers.find("hash", "acme")).toEqual({ tenantId: null });
    callers.forget("hash");
    expect(callers.find("hash", "acme")).toBeNull();
  });

  test("is one of a limited number with a limited number of tenants; the latest stay", () => {
    const callers = new VerifiedCredentials();
    for (let n = 0; n < 100; n += 1) callers.remember("of many", { id: `id-${n}`, slug: `slug-${n}` });
    const kept = Array.from({ length: 100 }, (_, n) => n).filter((n) => callers.find("of many", `id-${n}`)?.tenantId);
    expect(kept).toEqual(Array.from({ length: 20 }, (_, n) => 80 + n));
    for (let n = 0; n < 10_000; n += 1) callers.remember(`hash ${n}`);
    expect(callers.find("of many", null)).toBeNull();
    expect(callers.find("hash 0", null)).not.toBeNull();
    callers.remember("hash 0");
    for (let n = 0; n < 9000; n += 1) callers.remember(`later hash ${n}`);
    expect(callers.find("hash 0", null)).not.toBeNull();
    expect(callers.find("hash 1", null)).toBeNull();
  });
});

describe("a process remembers", () => {
  let testApp: TestApp;
  let owner: TestMember;
  beforeAll(async () => {
    testApp = await TestApp.start();
    owner = (await testApp.tenant("acme", "owner")).members.owner;
  });

  const known = (credential: string, tenant = "acme") => testApp.app.verifiedCredentials.find(credential, tenant);
  const as = (sessionId: string | null, credential: string, headers: Record<string, string> = {}) =>
    testApp.as(sessionId ? { ...owner, sessionId } : null, "acme", { [credentialHeader]: credential, ...headers });

  test("a session after a procedure has found it, and its tenant after an admission", async () => {
    const call = await as(owner.sessionId, "session");
    await call.system.ping();
    expect(known("session")).toBeNull();
    await call.users.me();
    expect(known("session")).toEqual({ tenantId: null });
    await call.roles.list();
    expect(known("session")?.tenantId).toMatch(/-/);
    expect(known("session", "globex")).toEqual({ tenantId: null });
  });

  test("no invented session or key, whatever it is sent to", async () => {
    const session = await as("0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b", "made up");
    await refusal(session.roles.list());
    await refusal(session.users.me());
    const key = await as(null, "made up", { authorization: `Bearer wb_${"0".repeat(32)}_${"x".repeat(43)}` });
    await refusal(key.roles.list());
    expect(known("made up")).toBeNull();
  });

  test("a key until it is revoked", async () => {
    const { id, key } = await owner.call.apiKeys.create({
      ...{ name: "Programs", permissions: ["roles.read"], expiresInDays: 7 },
    });
    const call = () => as(null, "key", { authorization: `Bearer ${key}` });
    await (await call()).roles.list();
    expect(known("key")?.tenantId).toMatch(/-/);
    await owner.call.apiKeys.revoke({ id });
    await refusal((await call()).roles.list());
    expect(known("key")).toBeNull();
  });

  test("a session only in tenants that still admit it, and not after its end", async () => {
    const { app } = testApp;
    const leaving = await testApp.user("Leaving");
    await testApp.join((await owner.call.tenants.current()).id, leaving, "viewer");
    const call = await testApp.as(leaving, "acme", { [credentialHeader]: "leaving" });
    await call.roles.list();
    expect(known("leaving")?.tenantId).toMatch(/-/);
    await owner.call.tenants.removeMember({ userId: leaving.id });
    await refusal(call.roles.list());
    expect(known("leaving")).toEqual({ tenantId: null });
    const ended = await testApp.user("Ended");
    await testApp.join((await owner.call.tenants.current()).id, ended, "viewer");
    const tenantContextOf = await testApp.as(ended, "acme", { [credentialHeader]: "ended" });
    await tenantContextOf.roles.list();
    await app.database.transaction({}, ({ db }) => db.delete(sessions).where(eq(sessions.id, ended.sessionId)));
    await refusal(tenantContextOf.roles.list());
    expect(known("ended")).toBeNull();
    await app.database.transaction({}, ({ db }) => db.delete(users).where(eq(users.id, leaving.id)));
    await refusal(call.users.me());
    expect(known("leaving")).toBeNull();
  });
});
