import { Writable } from "node:stream";
import { createApp, LogLimiter } from "@waybill/api";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { settings } from "./settings.ts";
import "./provide-api.ts";

// Wrong input of callers is at most a warning in the log; an internal fault is an error.

vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ get: () => undefined, set: () => {} }),
}));

const line = z.object({ level: z.number(), msg: z.string() });
const written: z.output<typeof line>[] = [];
let handle: (path: string, init?: RequestInit) => Promise<Response>;

beforeAll(async () => {
  vi.stubEnv("AUTH_SECRET", "a secret of this test, 32 letters or more");
  // An address without a server: every use of the database fails.
  vi.stubEnv("DATABASE_URL", "postgres://unknown@127.0.0.1:9/nothing");
  vi.stubEnv("SMTP_URL", "smtp://localhost:1025");
  vi.stubEnv("AUTH_OIDC_ISSUER", "http://127.0.0.1:9");
  vi.stubEnv("AUTH_OIDC_ID", "waybill");
  vi.stubEnv("AUTH_OIDC_SECRET", "secret");
  vi.stubEnv("LOG_FORMAT", "json");
  const { createLogger } = await import("@waybill/api");
  const to = new Writable({
    write(chunk, _encoding, done) {
      written.push(line.parse(JSON.parse(String(chunk))));
      done();
    },
  });
  globalThis.waybillApp = createApp(settings(), "web", { log: createLogger(settings(), "web", to) });
  const { NextRequest } = await import("next/server.js");
  const { handlers } = await import("./auth.ts");
  handle = (path, { method = "GET", ...init } = {}) => {
    const { body, headers } = init;
    const given = new NextRequest(`http://localhost:3000/api/auth/${path}`, {
      method,
      ...(body ? { body } : {}),
      ...(headers ? { headers } : {}),
    });
    return method === "POST" ? handlers.POST(given) : handlers.GET(given);
  };
});
beforeEach(() => {
  written.length = 0;
});
afterAll(() => {
  globalThis.waybillApp = undefined;
});

const form = { "content-type": "application/x-www-form-urlencoded" };
const actions = [
  ...["csrf", "session", "providers", "signin", "signout", "error", "verify-request", "callback", "webauthn-options"],
  ...["signin/credentials", "signin/oidc", "signin/unknown", "callback/credentials", "callback/oidc", "callback/x"],
  ...["x", "_log", "session/x", "constructor", "callback/oidc?code=x&state=y", "callback/oidc?error=access_denied"],
];
const junk: RequestInit[] = [
  {},
  { headers: { cookie: "authjs.session-token=a.b.c.d.e; authjs.state=x; authjs.pkce.code_verifier=y" } },
  { method: "POST", body: "csrfToken=x&email=a&password=b", headers: form },
  { method: "POST", body: "{", headers: { "content-type": "application/json" } },
  { method: "POST", body: "\u0000", headers: { "content-type": "multipart/form-data" } },
];

test.each(actions)("a malformed request to %s logs no error", async (action) => {
  for (const init of junk) await handle(action, init).catch(() => null);
  expect(written.filter(({ level }) => level >= 50)).toEqual([]);
});

test("the log of malformed requests is limited per minute and counts omitted lines", () => {
  let now = 0;
  const limiter = new LogLimiter(2, () => now);
  expect([1, 2, 3, 4].map(() => limiter.admit())).toEqual([{ suppressed: 0 }, { suppressed: 0 }, null, null]);
  now = 60_000;
  expect([1, 2, 3].map(() => limiter.admit())).toEqual([{ suppressed: 2 }, { suppressed: 0 }, null]);
  now = 120_000;
  expect(limiter.admit()).toEqual({ suppressed: 1 });
});

test("the sign-in library's reports are limited", async () => {
  for (let n = 0; n < 60; n += 1) await handle("callback/oidc?code=x&state=y");
  expect(written.filter(({ level }) => level === 40).length).toBeLessThanOrEqual(30);
});

test("an internal error during a sign-in is logged as an error", async () => {
  const csrf = await handle("csrf");
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const cookie = csrf.headers.getSetCookie().map((one) => one.split(";")[0]);
  await handle("callback/credentials", {
    method: "POST",
    headers: { ...form, cookie: cookie.join("; ") },
    body: new URLSearchParams({ csrfToken, email: "ada@example.test", password: "a password" }),
  });
  expect(written.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toContain("signing in failed");
});
