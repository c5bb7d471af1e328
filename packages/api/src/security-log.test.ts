import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { loadSettings } from "@waybill/config";
import { throttles } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createLogger } from "./core/monitoring/logger.ts";
import { logUnroutedCall } from "./core/procedures/base-procedure.ts";
import { createContext } from "./core/procedures/request.ts";
import { signInWithLink, signInWithPasskey, signInWithPassword, signInWithProvider } from "./platform/auth/index.ts";
import { hashPassword } from "./platform/auth/passwords.ts";
import { appRouter } from "./root.ts";
import { TestApp } from "./testing.ts";

// The log for security monitoring: actions with their callers, and refusals with their sources and categories.

const lines: string[] = [];
const settings = { LOG_LEVEL: "info", LOG_FORMAT: "json" } as const;
const log = createLogger(settings, "test", { write: (line) => void lines.push(line) });
const entries = () => lines.map((line): Record<string, unknown> => z.looseObject({}).parse(JSON.parse(line)));
const lastEntry = () => entries().at(-1);

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner", "viewer");
const ip = "198.51.100.7";
const password = "a long enough password";

beforeAll(async () => {
  testApp = await TestApp.start({}, {}, { log });
  acme = await make();
  const passwordHash = await hashPassword(password);
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(users).set({ passwordHash }).where(eq(users.id, acme.members.owner.id)),
  );
});
beforeEach(async () => {
  await testApp.app.database.transaction({}, ({ db }) => db.delete(throttles));
  lines.length = 0;
});

const from = { "x-real-ip": ip };
const keyOf = async (permissions: string[]) =>
  (await acme.members.owner.call.apiKeys.create({ name: "Script", permissions, expiresInDays: 7 })).key;
const withKey = (key: string) => testApp.as(null, undefined, { ...from, authorization: `Bearer ${key}` });
const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe("the log line has the time, process, procedure and caller", () => {
  const common = {
    time: moment,
    process: "test",
    requestId: expect.any(String),
    procedure: "roles.list",
    msg: "query",
  };

  test("for a call of a member", async () => {
    await (await testApp.as(acme.members.viewer, "acme", from)).roles.list();
    expect(lastEntry()).toMatchObject({ ...common, userId: acme.members.viewer.id, tenant: "acme", actor: "user" });
  });

  test("for a call with an API key, also with the user of the key", async () => {
    const key = await keyOf(["roles.read"]);
    await (await withKey(key)).roles.list();
    expect(lastEntry()).toMatchObject({ ...common, userId: acme.members.owner.id, tenant: "acme", actor: "apiKey" });
    expect(lines.join("")).not.toContain(key);
  });

  test("for a call of an operator with support access", async () => {
    const operator = await testApp.user("Operator");
    await testApp.app.database.transaction({}, ({ db }) =>
      db.update(users).set({ operator: true }).where(eq(users.id, operator.id)),
    );
    const outside = await testApp.as(operator);
    await outside.support.start({ tenant: "acme", reason: "They asked for help.", minutes: 15 });
    await (await testApp.as(operator, "acme", from)).roles.list();
    expect(lastEntry()).toMatchObject({ ...common, userId: operator.id, tenant: "acme", actor: "support" });
  });

  test("for a call of a person outside of organisations, and of a visitor", async () => {
    await (await testApp.as(acme.members.viewer)).users.me();
    expect(lastEntry()).toMatchObject({ procedure: "users.me", userId: acme.members.viewer.id, actor: "user" });
    await (await testApp.as(null)).system.ping();
    expect(lastEntry()).not.toHaveProperty("userId");
    expect(lastEntry()).not.toHaveProperty("actor");
  });
});

describe("a refused access is logged with its code, category and network:", () => {
  const refused = { level: 30, security: "access", network: ip, msg: expect.stringMatching(/ refused$/) };
  type Call = Awaited<ReturnType<typeof testApp.as>>;

  test.each<[string, string, () => Promise<Call>, (call: Call) => Promise<unknown>]>([
    ["visitor", "UNAUTHORIZED", () => testApp.as(null, "acme", from), (call) => call.roles.list()],
    [
      "an unknown session",
      "UNAUTHORIZED",
      () => testApp.as({ ...acme.members.viewer, sessionId: acme.id }, "acme", from),
      (call) => call.roles.list(),
    ],
    [
      "an unknown API key",
      "UNAUTHORIZED",
      () => withKey(`wb_${acme.id.replaceAll("-", "")}_${"x".repeat(43)}`),
      (call) => call.roles.list(),
    ],
    [
      "an API key without the permission in its scope",
      "FORBIDDEN",
      async () => withKey(await keyOf(["roles.read"])),
      (call) => call.jobs.cancel({ id: acme.id }),
    ],
    [
      "a member without the permission",
      "FORBIDDEN",
      () => testApp.as(acme.members.viewer, "acme", from),
      (call) => call.jobs.cancel({ id: acme.id }),
    ],
    [
      "a person without membership",
      "NOT_FOUND",
      async () => testApp.as(await testApp.user("Outsider"), "acme", from),
      (call) => call.roles.list(),
    ],
    [
      "a person without operator rights",
      "FORBIDDEN",
      () => testApp.as(acme.members.viewer, undefined, from),
      (call) => call.support.tenants({ search: "" }),
    ],
  ])("%s gets %s", async (_who, code, as, act) => {
    const call = await as();
    await expect(act(call)).rejects.toThrow();
    expect(lastEntry()).toMatchObject({ ...refused, code });
  });
});

describe("an attempt to bypass a control is categorised:", () => {
  test("an input that the schema refuses", async () => {
    const call = await testApp.as(acme.members.owner, "acme", from);
    await expect(call.roles.create({ name: "", permissions: ["roles.read"] })).rejects.toThrow();
    expect(lastEntry()).toMatchObject({ code: "BAD_REQUEST", security: "input", network: ip });
  });

  test("an input that a rule refuses", async () => {
    const call = await testApp.as(acme.members.owner, "acme", from);
    await call.roles.create({ name: "Twice", permissions: ["roles.read"] });
    await expect(call.roles.create({ name: "Twice", permissions: ["roles.read"] })).rejects.toThrow();
    expect(lastEntry()).toMatchObject({ code: "BAD_REQUEST", security: "input", userId: acme.members.owner.id });
  });

  test("more unknown API keys than a network may send", async () => {
    const call = () => withKey(`wb_${acme.id.replaceAll("-", "")}_${"y".repeat(43)}`);
    for (let n = 0; n < 22; n += 1) await (await call()).roles.list().catch(() => null);
    expect(lastEntry()).toMatchObject({ code: "TOO_MANY_REQUESTS", security: "limit", network: ip });
  });

  test.each([
    ["an unknown procedure", "POST", "no.such\n{}", "{}", "NOT_FOUND", "access"],
    ["the wrong method", "GET", "roles.create", undefined, "METHOD_NOT_SUPPORTED", "input"],
    ["an invalid batch", "POST", "roles.create?batch=1", "[]", "BAD_REQUEST", "input"],
    ["malformed JSON", "POST", "roles.create", "{", "BAD_REQUEST", "input"],
  ])("%s is one line, although no procedure was called", async (_what, method, path, body, code, security) => {
    const request = new Request(`http://localhost/api/trpc/${encodeURI(path)}`, {
      method,
      headers: { ...from, "x-tenant-id": "acme", "content-type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
    await fetchRequestHandler({
      ...{ endpoint: "/api/trpc", req: request, router: appRouter },
      createContext: () => createContext(testApp.app, request.headers, acme.members.owner.sessionId),
      onError: ({ error, path: called, ctx }) =>
        logUnroutedCall(error, { request: ctx, path: called, sender: { log, ip } }),
    });
    expect(entries()).toMatchObject([{ code, security, network: ip }]);
  });
});

describe("a sign-in is logged with its method and network, without the email address,", () => {
  const context = () => createContext(testApp.app, new Headers(from), null);
  const failed = { security: "sign-in", network: ip, msg: "a sign-in failed" };
  const guess = async (email: string) => signInWithPassword(await context(), { email, password: "wrong, quite wrong" });

  test("if it succeeds", async () => {
    const { id, email } = acme.members.owner;
    await signInWithPassword(await context(), { email, password });
    expect(lastEntry()).toMatchObject({ signIn: "password", userId: id, network: ip });
    expect(lastEntry()).not.toHaveProperty("security");
    expect(lines.join("")).not.toContain(email);
  });

  test("if a password is wrong, with pseudonyms that distinguish guesses at one account from guesses at many", async () => {
    for (const email of [acme.members.owner.email, acme.members.owner.email.toUpperCase(), "unknown@example.test"]) {
      await guess(email);
    }
    expect(entries()).toMatchObject(Array(3).fill({ ...failed, signIn: "password", reason: "invalid" }));
    const [one, same, another] = entries().map(({ account }) => account);
    expect(one).toMatch(/^[\w-]{16}$/);
    expect(same).toBe(one);
    expect(another).not.toBe(one);
    expect(lines.join("").toLowerCase()).not.toMatch(/@|example\.test|wrong/);
    expect(entries().some((entry) => "userId" in entry)).toBe(false);
  });

  test("after too many attempts, with an invalid email address, and by every other method", async () => {
    for (let n = 0; n < 6; n += 1) await guess("unknown@example.test");
    expect(lastEntry()).toMatchObject({ ...failed, reason: "throttled" });
    await guess("no address");
    expect(lastEntry()).toMatchObject({ ...failed, reason: "invalid" });
    await signInWithLink(await context(), { token: "no.token" });
    expect(lastEntry()).toMatchObject({ ...failed, signIn: "link" });
    await signInWithPasskey(await context(), "", {});
    expect(lastEntry()).toMatchObject({ ...failed, signIn: "passkey" });
    const profile = { provider: "oidc", accountId: "1", email: "x@example.test", emailVerified: false, name: null };
    await signInWithProvider(await context(), profile);
    expect(lastEntry()).toMatchObject({ ...failed, signIn: "provider", reason: "unconfirmed" });
    expect(lines.join("")).not.toContain("@");
  });

  test("as a proof of identity", async () => {
    const call = await testApp.as(acme.members.owner, undefined, from);
    await call.account.confirm({ by: "password", password: "wrong, quite wrong" });
    const line = entries().find(({ msg }) => msg === "an identity confirmation failed");
    expect(line).toMatchObject({ security: "sign-in", proof: "password", network: ip, userId: acme.members.owner.id });
    expect(lines.join("")).not.toContain("wrong");
  });
});

describe("a log line cannot be forged", () => {
  const forged = '"}\n{"level":30,"msg":"forged"}\r\n\u2028\u0085\u001b[2J\u0000';

  test("by line breaks and control characters in any value", () => {
    log
      .child({ requestId: forged })
      .info({ [forged]: forged, nested: { list: [forged] }, err: new Error(forged) }, forged);
    expect(lines).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are searched for
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
    expect(lines[0]?.endsWith("\n")).toBe(true);
    expect(lastEntry()).toMatchObject({ requestId: forged, msg: forged });
  });

  test("by the headers of a request", async () => {
    const headers = { ...from, "x-request-id": "x", "user-agent": "a\tb", "x-tenant-id": "acme" };
    const call = await testApp.as(acme.members.owner, "acme", headers);
    await call.roles.create({ name: forged, permissions: [forged] }).catch(() => null);
    await signInWithPassword(await createContext(testApp.app, new Headers(from), null), {
      email: forged,
      password: forged,
    });
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
    expect(lines.join("")).not.toContain("forged");
  });

  test("in the default format of production", () => {
    const env = {
      DATABASE_URL: "postgres://x/y",
      AUTH_SECRET: "x".repeat(32),
      SMTP_URL: "smtp://x",
      NODE_ENV: "production",
    };
    expect(loadSettings({ env }).LOG_FORMAT).toBe("json");
  });
});
