import { randomBytes } from "node:crypto";
import { signInTickets } from "@waybill/db/auth";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { hashSecret } from "./core/access/secrets.ts";
import { createContext } from "./core/procedures/request.ts";
import { signInWithSecondFactor } from "./platform/auth/index.ts";
import { mailedToken, mailsTo } from "./testing/accounts.ts";
import { codeOf } from "./testing/authenticator-app.ts";
import { refusal, TestApp, type TestUser } from "./testing.ts";

// Data made with a former secret is valid as long as a setting lists that secret; new data uses the current secret.

const [older, before, after] = [
  ...[
    "the-oldest-secret-which-is-long-enough",
    "the-former-secret-which-is-long-enough",
    "the-present-secret-which-is-long-enough",
  ],
] as const;
let testApp: TestApp;
/** Processes with the new secret: one with the former secret in its settings, and one without. */
let renewed: TestApp;
let forgetful: TestApp;

beforeAll(async () => {
  // A code is valid for half a minute, so the clock is stopped in the middle of one.
  vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
  testApp = await TestApp.start({ AUTH_SECRET: before });
  renewed = testApp.withSettings({ AUTH_SECRET: after, AUTH_SECRET_FORMER: `${older} ${before}` });
  forgetful = testApp.withSettings({ AUTH_SECRET: after });
});
afterAll(() => void vi.useRealTimers());

const confirm = async (app: TestApp, user: TestUser, code: string) =>
  (await (await app.as(user)).account.confirm({ by: "app", code })).ok;

test("authenticator apps stay valid, and are re-encrypted with the new secret when they are used", async () => {
  const user = await testApp.user("Ada");
  const call = await testApp.as(user);
  const { secret } = await call.factors.startTotp();
  await call.factors.confirmTotp({ code: codeOf(secret, -1) });
  expect(await confirm(forgetful, user, codeOf(secret, 0))).toBe(false);
  expect(await confirm(renewed, user, codeOf(secret, 0))).toBe(true);
  expect(await confirm(testApp, user, codeOf(secret, 1))).toBe(false);
  expect(await confirm(forgetful, user, codeOf(secret, 1))).toBe(true);
});

test("mailed links stay valid", async () => {
  const user = await testApp.user("Ada");
  await (await testApp.as(null)).auth.requestPasswordReset({ email: user.email });
  const reset = async (app: TestApp) =>
    (await app.as(null)).auth.resetPassword({
      ...{ token: await mailedToken(testApp, user.email), password: "a long enough password" },
    });
  expect((await refusal(reset(forgetful))).issues).toEqual(["token invalid"]);
  expect(await reset(renewed)).toMatchObject({ email: user.email });
  await (await renewed.as(null)).auth.requestPasswordReset({ email: user.email });
  expect((await refusal(reset(testApp))).issues).toEqual(["token invalid"]);
  expect(await reset(forgetful)).toMatchObject({ email: user.email });
});

test("recovery codes stay valid, each once", async () => {
  const user = await testApp.user("Ada");
  const call = await testApp.as(user);
  const { secret } = await call.factors.startTotp();
  const { recoveryCodes } = await call.factors.confirmTotp({ code: codeOf(secret, -1) });
  const [first = "", second = ""] = recoveryCodes ?? [];
  const prove = async ({ app }: TestApp, code: string) => {
    const ticket = randomBytes(32).toString("base64url");
    const expiresAt = sql`now() + interval '5 minutes'`;
    await app.database.transaction({}, ({ db }) =>
      db.insert(signInTickets).values({ hash: hashSecret(ticket), userId: user.id, method: "password", expiresAt }),
    );
    return (await signInWithSecondFactor(await createContext(app, new Headers(), null), ticket, { code })).ok;
  };
  expect(await prove(forgetful, first)).toBe(false);
  expect(await prove(renewed, first)).toBe(true);
  expect(await prove(renewed, first)).toBe(false);
  expect(await prove(testApp, second)).toBe(true);
  const [fresh = ""] = (await (await renewed.as(user)).factors.renewRecoveryCodes()).recoveryCodes;
  expect(await prove(testApp, fresh)).toBe(false);
  expect(await prove(forgetful, fresh)).toBe(true);
});

test("mailed codes stay valid", async () => {
  const user = await testApp.user("Ada");
  const confirmed = async (app: TestApp, code: string) =>
    (await (await app.as(user)).account.confirm({ by: "mail", code })).ok;
  const mailed = async (app: TestApp) => {
    await (await app.as(user)).account.mailCode();
    return /\d{8}/.exec((await mailsTo(testApp, user.email)).at(-1)?.text ?? "")?.[0] ?? "";
  };
  const code = await mailed(testApp);
  expect(await confirmed(forgetful, code)).toBe(false);
  expect(await confirmed(renewed, code)).toBe(true);
  const next = await mailed(renewed);
  expect(await confirmed(testApp, next)).toBe(false);
  expect(await confirmed(forgetful, next)).toBe(true);
});
