import { hash, verify } from "@node-rs/argon2";
import { newId } from "@waybill/db";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createContext } from "../../core/procedures/request.ts";
import { findSession, mailedToken, mailsTo } from "../../testing/accounts.ts";
import { refusal, TestApp } from "../../testing.ts";
import { signInWithLink, signInWithPassword, signInWithProvider, signOut } from "./index.ts";

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

const newestMailTo = async (email: string) => (await mailsTo(testApp, email)).at(-1);

const request = (ip = "203.0.113.1", device: string | null = null) =>
  createContext(testApp.app, new Headers({ "x-real-ip": ip }), null, { device });
const signIn = async (email: string, word = password, ip?: string) =>
  signInWithPassword(await request(ip), { email, password: word });

/** The session that a sign-in ended in. */
async function opened(signingIn: ReturnType<typeof signIn | typeof signInWithLink>): Promise<string> {
  const outcome = await signingIn;
  if (!outcome.ok || outcome.signIn.kind !== "session") throw new Error("The sign-in opened no session.");
  return outcome.signIn.sessionId;
}

/** The user of a valid session. */
const userOf = async (sessionId: string) => (await findSession(testApp, sessionId))?.user;

const rowOf = async (email: string) => {
  const rows = await testApp.app.database.transaction({}, ({ db }) =>
    db.select().from(users).where(eq(users.email, email)),
  );
  return rows.at(0);
};
const changeUser = (email: string, values: Partial<typeof users.$inferInsert>) =>
  testApp.app.database.transaction({}, ({ db }) => db.update(users).set(values).where(eq(users.email, email)));

async function member(word = password): Promise<string> {
  const email = newEmail();
  await call.auth.signUp({ name: "Ada", email });
  await call.auth.verifyEmail({ token: await mailedToken(testApp, email), name: "Ada", password: word });
  return email;
}

describe("signing up", () => {
  test("creates an account after the confirmation of its email address, with the name and password chosen then", async () => {
    const email = newEmail();
    await call.auth.signUp({ name: "Ada", email: ` ${email.toUpperCase()} `, next: "/t/acme" });
    expect(await rowOf(email)).toBeUndefined();
    const token = await mailedToken(testApp, email);
    expect(await call.auth.pendingSignUp({ token })).toEqual({ name: "Ada", email });
    const confirmed = await call.auth.verifyEmail({ token, name: "Ada King", password });
    expect(confirmed).toEqual({ email, next: "/t/acme" });
    expect(await signIn(email)).toMatchObject({ ok: true });
    expect(await rowOf(email)).toMatchObject({ name: "Ada King", emailVerifiedAt: expect.any(Date) });
    expect((await refusal(call.auth.verifyEmail({ token, name: "Ada", password }))).issues).toEqual(["token invalid"]);
  });

  test("with someone else's email address gains nothing: the account belongs to the owner of the mailbox", async () => {
    const email = newEmail();
    await call.auth.signUp({ name: "Squatter", email });
    const early = await mailedToken(testApp, email);
    await call.auth.signUp({ name: "Owner", email });
    await call.auth.verifyEmail({ token: await mailedToken(testApp, email), name: "Owner", password });
    expect((await refusal(call.auth.verifyEmail({ token: early, name: "Squatter", password }))).issues).toEqual([
      "token invalid",
    ]);
    expect(await rowOf(email)).toMatchObject({ name: "Owner" });
    expect(await signIn(email)).toMatchObject({ ok: true });
  });

  test("with an unconfirmed email address of an earlier version replaces that account", async () => {
    const email = newEmail();
    const passwordHash = await hash("the thief's password");
    await testApp.app.database.transaction({}, ({ db }) =>
      db.insert(users).values({ email, name: "Thief", passwordHash }),
    );
    expect(await signIn(email, "the thief's password")).toEqual({ ok: false, reason: "invalid" });
    await call.auth.signUp({ name: "Owner", email });
    await call.auth.verifyEmail({ token: await mailedToken(testApp, email), name: "Owner", password });
    expect(await signIn(email, "the thief's password")).toEqual({ ok: false, reason: "invalid" });
    expect(await signIn(email)).toMatchObject({ ok: true });
  });

  test("with an existing email address gets the same response, changes nothing, and notifies the owner", async () => {
    const email = await member();
    const first = await call.auth.signUp({ name: "Eve", email: newEmail() });
    expect(await call.auth.signUp({ name: "Eve", email })).toEqual(first);
    const mail = await newestMailTo(email);
    expect(mail?.subject).toBe("You already have an account");
    expect(mail?.text).toContain("Hello Ada,");
    expect(mail?.text).not.toContain("token=");
    expect(await rowOf(email)).toMatchObject({ name: "Ada" });
  });

  test("mails the link in the browser's language, and the account gets that of the confirming browser", async () => {
    const email = newEmail();
    const from = (language: string) => testApp.as(null, undefined, { "accept-language": language });
    await (await from("de")).auth.signUp({ name: "Ada", email });
    expect((await newestMailTo(email))?.subject).toBe("Bestätigen Sie Ihre E-Mail-Adresse");
    const confirmed = { token: await mailedToken(testApp, email), name: "Ada", password };
    await (await from("en")).auth.verifyEmail(confirmed);
    expect(await rowOf(email)).toMatchObject({ language: "en" });
    await (await from("de")).auth.requestSignInLink({ email });
    expect((await newestMailTo(email))?.subject).toBe("Your sign-in link");
    const other = newEmail();
    await call.auth.signUp({ name: "Ada", email: other });
    await call.auth.verifyEmail({ ...confirmed, token: await mailedToken(testApp, other) });
    expect(await rowOf(other)).toMatchObject({ language: null });
  });

  test("by a provider gives a new account the browser's language, and keeps that of an existing one", async () => {
    const email = newEmail();
    const profile = { provider: "oidc", accountId: email, email, emailVerified: true, name: "Ada" };
    for (const language of ["de", "en"] as const) {
      await signInWithProvider(await createContext(testApp.app, new Headers(), null, { language }), profile);
      expect(await rowOf(email)).toMatchObject({ language: "de" });
    }
    const known = await member();
    const request = await createContext(testApp.app, new Headers(), null, { language: "de" });
    await signInWithProvider(request, { ...profile, accountId: known, email: known });
    expect(await rowOf(known)).toMatchObject({ language: null });
  });

  test("does not replace an account that was created meanwhile", async () => {
    const email = newEmail();
    await call.auth.signUp({ name: "Ada", email });
    const token = await mailedToken(testApp, email);
    await signInWithProvider(await request(), {
      ...{ provider: "oidc", accountId: email, email, emailVerified: true, name: "Ada" },
    });
    expect((await refusal(call.auth.verifyEmail({ token, name: "Ada", password }))).issues).toEqual([" taken"]);
    expect(await signIn(email)).toEqual({ ok: false, reason: "invalid" });
  });

  test("requires a name and an email address; the confirmation requires a name and a password of ten characters, with all issues at once", async () => {
    expect((await refusal(call.auth.signUp({ name: " ", email: "unknown" }))).issues).toEqual([
      "name required",
      "email invalid",
    ]);
    const email = newEmail();
    await call.auth.signUp({ name: "Ada", email });
    const token = await mailedToken(testApp, email);
    const confirm = (name: string, word: string) => refusal(call.auth.verifyEmail({ token, name, password: word }));
    expect((await confirm(" ", "short")).issues).toEqual(["name required", "password too_small"]);
    expect((await confirm("Ada", "x".repeat(201))).issues).toEqual(["password too_big"]);
    for (const weak of ["password123", "qwertyuiop", email, "waybillwaybill"]) {
      expect((await confirm("Ada", weak)).issues, weak).toEqual(["password invalid"]);
    }
    // None of these calls has used the link up.
    await call.auth.verifyEmail({ token, name: "Ada", password });
  });
});

test("requests with an email address have the same work and response with and without an account", async () => {
  const queued = await TestApp.start({ JOBS_MODE: "queue" });
  const visitor = await queued.as(null);
  const [known, unknown] = [(await queued.user("Ada")).email, newEmail()];
  const counted = async (run: () => Promise<unknown>) => {
    await run();
    queued.statements.length = 0;
    return { answer: await run(), statements: queued.statements.map((text) => text.replace(/\d+/g, "n")) };
  };
  for (const ask of [
    (email: string) => visitor.auth.signUp({ name: "Ada", email }),
    (email: string) => visitor.auth.requestPasswordReset({ email }),
    (email: string) => visitor.auth.requestSignInLink({ email }),
  ]) {
    expect(await counted(() => ask(known))).toEqual(await counted(() => ask(unknown)));
  }
  await queued.app.queue.close();
});

describe("signing in", () => {
  test("has the same work and response with and without an account", async () => {
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

  test("opens a session that is valid until its end", async () => {
    const email = await member();
    const sessionId = await opened(signIn(email));
    expect(await userOf(sessionId)).toMatchObject({ email, emailVerified: true });
    await signOut(await request(), sessionId);
    expect(await userOf(sessionId)).toBeUndefined();
  });

  test("accepts a password in any Unicode normalisation", async () => {
    const email = await member("Ünïcödé pässwörd １２");
    expect(await signIn(email, "Ünïcödé pässwörd 12".normalize("NFD"))).toMatchObject({ ok: true });
    expect(await signIn(email, "Unicode passwort 12")).toMatchObject({ ok: false });
  });

  test("compares every character of the longest password", async () => {
    const start = "long and unusual ".repeat(12).slice(0, 199);
    const email = await member(`${start}a`);
    expect(await signIn(email, `${start}a`)).toMatchObject({ ok: true });
    expect(await signIn(email, `${start}b`)).toMatchObject({ ok: false });
  });

  test("never stores the password", async () => {
    await member();
    const rows = await testApp.app.database.transaction({}, ({ db }) =>
      db.execute("select password_hash from users where email_verified_at is not null and password_hash is not null"),
    );
    const hashes = rows.map((row) => String(row.password_hash));
    expect(hashes.length).toBeGreaterThan(3);
    expect(hashes.filter((one) => !one.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"))).toEqual([]);
    expect(JSON.stringify(hashes)).not.toContain(password);
  });

  test("renews a hash with outdated parameters once", async () => {
    const email = await member();
    await changeUser(email, { passwordHash: await hash(password, { memoryCost: 4096, timeCost: 3, parallelism: 1 }) });
    expect(await signIn(email, "wrong, quite wrong")).toMatchObject({ ok: false });
    expect((await rowOf(email))?.passwordHash).toContain("m=4096");
    expect(await signIn(email)).toMatchObject({ ok: true });
    const renewed = (await rowOf(email))?.passwordHash;
    expect(renewed).toContain("m=19456,t=2,p=1");
    expect(await signIn(email)).toMatchObject({ ok: true });
    expect((await rowOf(email))?.passwordHash).toBe(renewed);
  });
});

describe("a link for a new password", () => {
  test("sets it once, and ends all sessions", async () => {
    const email = await member();
    const before = await opened(signIn(email));
    await call.auth.requestPasswordReset({ email, next: "/t/acme/items?q=lamp" });
    const token = await mailedToken(testApp, email);
    const done = await call.auth.resetPassword({ token, password: "another brand new word" });
    expect(done).toEqual({ email, next: "/t/acme/items?q=lamp" });
    expect(await signIn(email)).toEqual({ ok: false, reason: "invalid" });
    expect(await signIn(email, "another brand new word")).toMatchObject({ ok: true });
    expect(await userOf(before)).toBeUndefined();
    const again = call.auth.resetPassword({ token, password: "and yet another word" });
    expect(await refusal(again)).toEqual({ code: "BAD_REQUEST", issues: ["token invalid"] });
  });

  test("sets one for an account without a password", async () => {
    const email = newEmail();
    await signInWithProvider(await request(), {
      ...{ provider: "oidc", accountId: email, email, emailVerified: true, name: "Carol" },
    });
    await call.auth.requestPasswordReset({ email });
    await call.auth.resetPassword({ token: await mailedToken(testApp, email), password });
    expect(await signIn(email)).toMatchObject({ ok: true });
  });

  test("refuses a password that contains the person's name, email address or organisation, and stays valid", async () => {
    const email = await member();
    const { id = "" } = (await rowOf(email)) ?? {};
    const tenantId = newId();
    await testApp.app.database.transaction({ tenantId }, async ({ db }) => {
      await db.insert(tenants).values({ id: tenantId, name: "Northwind Supplies", slug: "northwind-supplies" });
      await db.insert(memberships).values({ tenantId, userId: id, role: "owner" });
    });
    await changeUser(email, { name: "Countess Lovelace" });
    await call.auth.requestPasswordReset({ email });
    const token = await mailedToken(testApp, email);
    for (const weak of ["northwind2024", "Lovelace2024", email, "sunshine2024"]) {
      const refused = await refusal(call.auth.resetPassword({ token, password: weak }));
      expect(refused, weak).toEqual({ code: "BAD_REQUEST", issues: ["password invalid"] });
    }
    await call.auth.resetPassword({ token, password: "another brand new word" });
  });

  test("is not mailed without an account, and the response does not reveal that", async () => {
    const [known, unknown] = [await member(), newEmail()];
    for (const ask of [call.auth.requestPasswordReset, call.auth.requestSignInLink]) {
      expect(await ask({ email: unknown })).toEqual(await ask({ email: known }));
    }
    expect(await newestMailTo(unknown)).toBeUndefined();
  });

  test("is valid for its purpose only", async () => {
    const email = await member();
    await call.auth.requestPasswordReset({ email });
    const reset = await mailedToken(testApp, email);
    await call.auth.requestSignInLink({ email });
    const link = await mailedToken(testApp, email);
    const refusals = await Promise.all(
      [
        call.auth.verifyEmail({ token: reset, name: "Ada", password }),
        call.auth.pendingSignUp({ token: reset }),
        call.auth.pendingSignIn({ token: reset }),
        call.auth.resetPassword({ token: link, password }),
      ].map(refusal),
    );
    for (const { issues } of refusals) expect(issues).toEqual(["token invalid"]);
    expect(await signInWithLink(await request(), { token: reset })).toEqual({ ok: false, reason: "invalid" });
  });
});

describe("a sign-in link", () => {
  test("signs in once, and shows the account before", async () => {
    const email = await member();
    await call.auth.requestSignInLink({ email, next: "/account" });
    const token = await mailedToken(testApp, email);
    expect(await call.auth.pendingSignIn({ token })).toEqual({ email, next: "/account" });
    const sessionId = await opened(signInWithLink(await request(), { token }));
    expect(await userOf(sessionId)).toMatchObject({ email });
    expect(await signInWithLink(await request(), { token })).toEqual({ ok: false, reason: "invalid" });
  });

  test.each([undefined, {}, { token: 1 }, { token: "short" }, { token: "x".repeat(80) }])(
    "that is invalid is refused: %j",
    async (input) => {
      expect(await signInWithLink(await request(), input)).toEqual({ ok: false, reason: "invalid" });
    },
  );
});

describe("an account at a provider", () => {
  const profile = (email: string | null, emailVerified = true) => ({
    ...{ provider: "oidc", accountId: `account-${email}`, email, emailVerified, name: "Carol" },
  });

  test("creates a person, and finds the same one again", async () => {
    const email = newEmail();
    const arrive = async () => {
      const arrival = await signInWithProvider(await request(), profile(email));
      return arrival?.kind === "session" ? arrival.sessionId : "";
    };
    const [first, second] = [await arrive(), await arrive()];
    expect(second).not.toBe(first);
    expect(await userOf(first)).toMatchObject({ email, name: "Carol", emailVerified: true });
    expect(await userOf(second)).toEqual(await userOf(first));
  });

  test("without a confirmed email address is refused", async () => {
    expect(await signInWithProvider(await request(), profile(newEmail(), false))).toBeNull();
    expect(await signInWithProvider(await request(), profile(null))).toBeNull();
  });

  test("with unstorable data causes no error: the name falls back to the email address, and an invalid account is refused", async () => {
    const email = newEmail();
    const arrive = async (change: object) => signInWithProvider(await request(), { ...profile(email), ...change });
    expect(await arrive({ accountId: "a\0b" })).toBeNull();
    expect(await arrive({ accountId: "x".repeat(1000) })).toBeNull();
    expect(await arrive({ email: "a\0@b.test" })).toBeNull();
    await arrive({ name: "Ada\ud83d" });
    const rows = await testApp.app.database.transaction({}, ({ db }) =>
      db.select({ name: users.name }).from(users).where(eq(users.email, email)),
    );
    expect(rows).toEqual([{ name: email.replace(/@.*/, "") }]);
  });
});
