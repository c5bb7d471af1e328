import { verify } from "@node-rs/argon2";
import { mails } from "@waybill/db";
import { desc } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createContext, sessionOf } from "../../core/request.ts";
import { refusal, TestApp } from "../../testing.ts";
import { signInWithPassword, signInWithProvider, signOut } from "./index.ts";

// The real one, and it can be seen how often it was used.
vi.mock("@node-rs/argon2", { spy: true });

let testApp: TestApp;
let call: Awaited<ReturnType<TestApp["as"]>>;

beforeAll(async () => {
  testApp = await TestApp.start();
  call = await testApp.as(null);
});

const password = "a long enough password";
let counter = 0;
function newEmail(): string {
  counter += 1;
  return `person${counter}@example.test`;
}

/** The newest mail to an address. */
function mailTo(to: string) {
  return testApp.app.database.transaction({}, async ({ db }) =>
    (await db.select().from(mails).orderBy(desc(mails.createdAt), desc(mails.id))).find((mail) => mail.to === to),
  );
}

async function tokenFor(to: string): Promise<string> {
  return /token=(\S+)/.exec((await mailTo(to))?.text ?? "")?.[1] ?? "";
}

const request = (ip = "203.0.113.1") => createContext(testApp.app, new Headers({ "x-real-ip": ip }), null);
const signIn = async (email: string, word = password, ip?: string) =>
  signInWithPassword(await request(ip), { email, password: word });

/** The session that a sign-in ended in. */
async function opened(signingIn: ReturnType<typeof signIn>): Promise<string> {
  const outcome = await signingIn;
  if (!outcome.ok || outcome.arrival.kind !== "session") throw new Error("The sign-in opened no session.");
  return outcome.arrival.sessionId;
}

/** The person whose session lives. */
const personIn = async (sessionId: string) =>
  (await sessionOf(await createContext(testApp.app, new Headers(), sessionId)))?.user;

async function member(): Promise<string> {
  const email = newEmail();
  await call.auth.signUp({ name: "Ada", email, password });
  await call.auth.verifyEmail({ token: await tokenFor(email) });
  return email;
}

describe("signing up", () => {
  test("makes an account that works once its address is confirmed", async () => {
    const email = newEmail();
    await call.auth.signUp({ name: "Ada", email: ` ${email.toUpperCase()} `, password });
    expect(await signIn(email)).toEqual({ ok: false, reason: "unverified" });
    await call.auth.verifyEmail({ token: await tokenFor(email) });
    expect(await signIn(email)).toMatchObject({ ok: true });
  });

  test("answers the same where the address has an account, changes nothing, and tells its owner", async () => {
    const email = await member();
    const first = await call.auth.signUp({ name: "Eve", email: newEmail(), password });
    expect(await call.auth.signUp({ name: "Eve", email, password: "the thief's password" })).toEqual(first);
    expect((await mailTo(email))?.template).toBe("auth.accountExists");
    expect(await signIn(email, "the thief's password")).toEqual({ ok: false, reason: "invalid" });
  });

  test("wants a name, an address and a password of ten characters", async () => {
    const refused = await refusal(call.auth.signUp({ name: " ", email: "nobody", password: "short" }));
    expect(refused).toEqual({ code: "BAD_REQUEST", issues: ["name required", "email invalid", "password too_small"] });
  });
});

describe("signing in", () => {
  test("does the same work and says the same, whether there is an account or not", async () => {
    const attempt = async (address: string) => {
      vi.mocked(verify).mockClear();
      testApp.statements.length = 0;
      const answer = await signIn(address, "wrong, quite wrong");
      return { answer, hashesChecked: vi.mocked(verify).mock.calls.length, statements: testApp.statements.length };
    };
    const known = await attempt(await member());
    expect(known).toMatchObject({ answer: { ok: false, reason: "invalid" }, hashesChecked: 1 });
    expect(await attempt(newEmail())).toEqual(known);
  });

  test("is refused after ten tries on an account, from wherever, also with the right password", async () => {
    const email = await member();
    for (let n = 0; n < 10; n += 1) await signIn(email, "guess", `192.0.2.${n}`);
    expect(await signIn(email)).toEqual({ ok: false, reason: "throttled" });
  });

  test("is refused after fifty tries from an address, whatever the account", async () => {
    const ip = "203.0.113.99";
    for (let n = 0; n < 50; n += 1)
      await signInWithPassword(await request(ip), { email: newEmail(), password: "guess" });
    expect(await signIn(await member(), password, ip)).toEqual({ ok: false, reason: "throttled" });
  });

  test("opens a session that a request can be made with until it is ended", async () => {
    const email = await member();
    const sessionId = await opened(signIn(email));
    expect(await personIn(sessionId)).toMatchObject({ email, emailVerified: true });
    await signOut(await request(), sessionId);
    expect(await personIn(sessionId)).toBeUndefined();
  });

  test("never keeps the password", async () => {
    await member();
    const rows = await testApp.app.database.transaction({}, ({ db }) => db.execute("select password_hash from users"));
    const hashes = rows.map((row) => String(row.password_hash));
    expect(hashes.every((hash) => hash.startsWith("$argon2id$"))).toBe(true);
    expect(JSON.stringify(hashes)).not.toContain(password);
  });
});

describe("a mailed link", () => {
  test("sets a new password once, and ends every session", async () => {
    const email = await member();
    const before = await opened(signIn(email));
    await call.auth.requestPasswordReset({ email });
    const token = await tokenFor(email);
    await call.auth.resetPassword({ token, password: "a brand new password" });
    expect(await signIn(email)).toEqual({ ok: false, reason: "invalid" });
    expect(await signIn(email, "a brand new password")).toMatchObject({ ok: true });
    expect(await personIn(before)).toBeUndefined();
    const again = call.auth.resetPassword({ token, password: "and another password" });
    expect(await refusal(again)).toEqual({ code: "BAD_REQUEST", issues: ["token invalid"] });
  });

  test("is not mailed to an address without an account, and the answer does not tell", async () => {
    const [known, unknown] = [await member(), newEmail()];
    expect(await call.auth.requestPasswordReset({ email: unknown })).toEqual(
      await call.auth.requestPasswordReset({ email: known }),
    );
    expect(await mailTo(unknown)).toBeUndefined();
  });

  test("for one purpose does not serve another", async () => {
    const email = await member();
    await call.auth.requestPasswordReset({ email });
    expect((await refusal(call.auth.verifyEmail({ token: await tokenFor(email) }))).issues).toEqual(["token invalid"]);
  });
});

describe("a provider's account", () => {
  const profile = (email: string | null, emailVerified = true) => ({
    ...{ provider: "oidc", accountId: `account-${email}`, email, emailVerified, name: "Carol" },
  });

  test("makes a person, and finds the same one again", async () => {
    const email = newEmail();
    const arrive = async () => {
      const arrival = await signInWithProvider(await request(), profile(email));
      return arrival?.kind === "session" ? arrival.sessionId : "";
    };
    const [first, second] = [await arrive(), await arrive()];
    expect(second).not.toBe(first);
    expect(await personIn(first)).toMatchObject({ email, name: "Carol", emailVerified: true });
    expect(await personIn(second)).toEqual(await personIn(first));
  });

  test("without a confirmed address is refused", async () => {
    expect(await signInWithProvider(await request(), profile(newEmail(), false))).toBeNull();
    expect(await signInWithProvider(await request(), profile(null))).toBeNull();
  });

  test("takes an account over that somebody made before with the address, and its password with it", async () => {
    const email = newEmail();
    await call.auth.signUp({ name: "Squatter", email, password });
    await signInWithProvider(await request(), profile(email));
    expect(await signIn(email)).toEqual({ ok: false, reason: "invalid" });
  });
});
