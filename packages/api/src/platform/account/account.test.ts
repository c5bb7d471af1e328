import { hash } from "@node-rs/argon2";
import { accounts, knownDevices, signInTickets } from "@waybill/db/auth";
import { passkeys, recoveryCodes } from "@waybill/db/factors";
import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commandContext, endSessions, resetSecondFactor } from "../../command-line/index.ts";
import { hashSecret } from "../../core/access/secrets.ts";
import { createContext } from "../../core/procedures/request.ts";
import { createCaller } from "../../root.ts";
import { accountActivity, findSession, mailedToken, mailsTo } from "../../testing/accounts.ts";
import { codeOf } from "../../testing/authenticator-app.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { Authenticator } from "../../testing-authenticator.ts";
import { signInWithPassword, signInWithProvider, signInWithSecondFactor } from "../auth/index.ts";

const site = "https://desk.localhost";
const password = "a long enough password";

let testApp: TestApp;
let passwordHash: string;
let visitor: Awaited<ReturnType<TestApp["as"]>>;

beforeAll(async () => {
  // A code is valid for half a minute, so the clock is stopped in the middle of one.
  vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
  testApp = await TestApp.start({ PUBLIC_URL: site, AUTH_FRESH_MINUTES: "20" });
  passwordHash = await hash(password);
  visitor = await testApp.as(null);
});
afterAll(() => void vi.useRealTimers());

const db = <T>(work: (db: Parameters<Parameters<typeof testApp.app.database.transaction>[1]>[0]["db"]) => Promise<T>) =>
  testApp.app.database.transaction({}, ({ db }) => work(db));

/** A person with a password, and a proof from an hour ago. */
async function person(options: { fresh?: boolean; password?: boolean } = {}) {
  const user = await testApp.user("Ada");
  if (options.password !== false) {
    await db((open) => open.update(users).set({ passwordHash }).where(eq(users.id, user.id)));
  }
  if (options.fresh !== true) await age(user);
  return { ...user, call: await testApp.as(user) };
}

const age = ({ sessionId }: TestUser) =>
  db((open) =>
    open.update(sessions).set({ authenticatedAt: sql`now() - interval '1 hour'` }).where(eq(sessions.id, sessionId)),
  );

let address = 0;
/** Signs in with a password, from a separate IP address. */
async function signIn(email: string, word = password) {
  address += 1;
  const from = new Headers({ "x-real-ip": `2001:db8::${address.toString(16)}` });
  return signInWithPassword(await createContext(testApp.app, from, null), { email, password: word });
}

const isValid = async (sessionId: string) => (await findSession(testApp, sessionId)) !== null;
const historyOf = async ({ id }: TestUser) => (await accountActivity(testApp, id)).map(({ action }) => action);

const stale = { code: "FORBIDDEN", issues: [" reauthenticate"] };
/** A call that requires a proof. */
const needsProof = (user: Awaited<ReturnType<typeof person>>) =>
  refusal(user.call.account.changeEmail({ email: user.email }));
const wentOn = { code: "BAD_REQUEST", issues: ["email invalid"] };

describe("a proof of identity", () => {
  test("can be the password, after which the refused call succeeds", async () => {
    const user = await person();
    expect(await user.call.account.confirmationMethods()).toEqual({
      password: true,
      app: false,
      passkey: false,
      mail: false,
      freshMinutes: 20,
    });
    expect(await needsProof(user)).toEqual(stale);
    expect(await user.call.account.confirm({ by: "password", password: "a wrong one" })).toEqual({
      ok: false,
      reason: "invalid",
    });
    expect(await needsProof(user)).toEqual(stale);
    expect(await user.call.account.confirm({ by: "password", password })).toEqual({ ok: true });
    expect(await needsProof(user)).toEqual(wentOn);
  });

  test("can be a code of the authenticator app, once; the session then counts as confirmed by two factors", async () => {
    const user = await person({ fresh: true });
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
    await db((open) => open.update(sessions).set({ secondFactor: false }).where(eq(sessions.id, user.sessionId)));
    await age(user);
    const code = codeOf(secret);
    expect(await user.call.account.confirm({ by: "app", code })).toEqual({ ok: true });
    expect(await user.call.account.confirm({ by: "app", code })).toEqual({ ok: false, reason: "invalid" });
    expect(await needsProof(user)).toEqual(wentOn);
    const [row] = await db((open) => open.select().from(sessions).where(eq(sessions.id, user.sessionId)));
    expect(row?.secondFactor).toBe(true);
  });

  test("cannot be the password alone in a session without the second factor", async () => {
    const user = await person({ fresh: true });
    const before = await secondSession(user);
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
    const byPassword = () => before.call.account.confirm({ by: "password", password });
    expect(await before.call.account.confirmationMethods()).toMatchObject({ password: false, app: true, mail: false });
    expect(await byPassword()).toEqual({ ok: false, reason: "invalid" });
    expect(await before.call.account.confirm({ by: "app", code: codeOf(secret) })).toEqual({ ok: true });
    expect(await before.call.account.confirmationMethods()).toMatchObject({ password: true, app: true, mail: false });
    expect(await byPassword()).toEqual({ ok: true });
  });

  test("can be a passkey with user verification, once, for this session and site", async () => {
    const user = await person({ fresh: true });
    const key = new Authenticator(site);
    await user.call.factors.addPasskey({ name: "Key", passkey: key.register(await user.call.factors.startPasskey()) });
    await age(user);
    const prove = async (quirks = {}) => {
      const passkey = key.sign(await user.call.account.passkeyChallenge(), quirks);
      return { passkey, answer: await user.call.account.confirm({ by: "passkey", passkey }) };
    };
    for (const quirk of [{ userVerified: false }, { origin: "https://evil.test" }, { rpId: "evil.test" }]) {
      expect((await prove(quirk)).answer, JSON.stringify(quirk)).toEqual({ ok: false, reason: "invalid" });
    }
    const { passkey, answer } = await prove();
    expect(answer).toEqual({ ok: true });
    expect(await user.call.account.confirm({ by: "passkey", passkey })).toEqual({ ok: false, reason: "invalid" });
    const elsewhere = await secondSession(user);
    const foreign = key.sign(await user.call.account.passkeyChallenge());
    expect(await elsewhere.call.account.confirm({ by: "passkey", passkey: foreign })).toMatchObject({ ok: false });
  });

  test("can be a mailed code for people without another way, once, in this session, with five tries", async () => {
    const user = await person({ password: false });
    expect(await user.call.account.confirmationMethods()).toMatchObject({ password: false, mail: true });
    expect(await user.call.account.mailCode()).toMatchObject({ sent: true });
    const code = /\d{8}/.exec((await mailsTo(testApp, user.email)).at(-1)?.text ?? "")?.[0] ?? "";
    const elsewhere = await secondSession(user);
    expect(await elsewhere.call.account.confirm({ by: "mail", code })).toMatchObject({ ok: false });
    expect(await user.call.account.confirm({ by: "mail", code })).toEqual({ ok: true });
    expect(await user.call.account.confirm({ by: "mail", code })).toMatchObject({ ok: false });
    await user.call.account.mailCode();
    const next = /\d{8}/.exec((await mailsTo(testApp, user.email)).at(-1)?.text ?? "")?.[0] ?? "";
    for (let tries = 0; tries < 5; tries += 1) await user.call.account.confirm({ by: "mail", code: "00000000" });
    expect(await user.call.account.confirm({ by: "mail", code: next })).toMatchObject({ ok: false });
  });

  test("by mail has eight random digits, new each time", async () => {
    const codes = new Set<string>();
    for (let time = 0; time < 8; time += 1) {
      const user = await person({ password: false });
      await user.call.account.mailCode();
      const [code = ""] = /\b\d{6,}\b/.exec((await mailsTo(testApp, user.email)).at(-1)?.text ?? "") ?? [];
      expect(code).toMatch(/^\d{8}$/);
      codes.add(code);
    }
    expect(codes.size).toBe(8);
    // Each place has had several digits: none is fixed.
    for (let place = 0; place < 8; place += 1) {
      expect(new Set([...codes].map((code) => code[place])).size, `place ${place}`).toBeGreaterThan(1);
    }
  });

  test("by mail is not possible with a password", async () => {
    const user = await person();
    expect(await user.call.account.mailCode()).toMatchObject({ sent: false });
    expect(await mailsTo(testApp, user.email)).toEqual([]);
  });

  test("has ten attempts per 15 minutes, after which the right one is refused too", async () => {
    const user = await person();
    for (let tries = 0; tries < 10; tries += 1) await user.call.account.confirm({ by: "password", password: "wrong" });
    expect(await user.call.account.confirm({ by: "password", password })).toMatchObject({
      ok: false,
      reason: "throttled",
    });
    expect(await needsProof(user)).toEqual(stale);
  });

  test("is valid only for its session", async () => {
    const user = await person();
    const elsewhere = await secondSession(user);
    await user.call.account.confirm({ by: "password", password });
    expect(await refusal(elsewhere.call.account.changeEmail({ email: user.email }))).toEqual(stale);
  });
});

/** The same person in another browser, with a proof from an hour ago. */
async function secondSession(user: TestUser) {
  const [row] = await db((open) =>
    open
      .insert(sessions)
      .values({ userId: user.id, expiresAt: sql`now() + interval '1 day'` })
      .returning({ id: sessions.id }),
  );
  const other = { ...user, sessionId: row?.id ?? "" };
  await age(other);
  return { ...other, call: await testApp.as(other) };
}

describe("a new password", () => {
  test("replaces the old one, is notified by mail, and optionally ends other sessions", async () => {
    const user = await person({ fresh: true });
    const elsewhere = await secondSession(user);
    await user.call.account.changePassword({
      current: password,
      password: "a brand new password",
      endOtherSessions: false,
    });
    expect(await isValid(elsewhere.sessionId)).toBe(true);
    expect(await signIn(user.email)).toMatchObject({ ok: false });
    expect(await signIn(user.email, "a brand new password")).toMatchObject({ ok: true });
    await user.call.account.changePassword({
      ...{ current: "a brand new password", password: "another new password", endOtherSessions: true },
    });
    expect([await isValid(elsewhere.sessionId), await isValid(user.sessionId)]).toEqual([false, true]);
    expect((await mailsTo(testApp, user.email)).map(({ subject }) => subject)).toEqual(
      Array(2).fill("Your password was changed"),
    );
    expect(await historyOf(user)).toEqual(Array(2).fill("account.passwordChanged"));
  });

  test("invalidates an earlier mailed link", async () => {
    const user = await person({ fresh: true });
    await visitor.auth.requestPasswordReset({ email: user.email });
    const token = await mailedToken(testApp, user.email);
    await user.call.account.changePassword({
      current: password,
      password: "a brand new password",
      endOtherSessions: false,
    });
    const reset = visitor.auth.resetPassword({ token, password: "the thief's password" });
    expect((await refusal(reset)).issues).toEqual(["token invalid"]);
  });

  test("discards a pending change of email address, also if it is set by a mailed link", async () => {
    const ways = {
      changed: (user: Awaited<ReturnType<typeof person>>) =>
        user.call.account.changePassword({
          current: password,
          password: "a brand new password",
          endOtherSessions: false,
        }),
      reset: async ({ email }: TestUser) => {
        await visitor.auth.requestPasswordReset({ email });
        await visitor.auth.resetPassword({
          token: await mailedToken(testApp, email),
          password: "a brand new password",
        });
      },
    };
    for (const [way, set] of Object.entries(ways)) {
      const user = await person({ fresh: true });
      const email = newEmailAddress();
      await user.call.account.changeEmail({ email });
      const token = await mailedToken(testApp, email);
      await set(user);
      expect((await refusal(visitor.account.confirmEmail({ token }))).issues, way).toEqual(["token invalid"]);
    }
  });

  test("can be set without a previous one", async () => {
    const user = await person({ fresh: true, password: false });
    expect(await user.call.account.overview()).toMatchObject({ hasPassword: false });
    await user.call.account.changePassword({ current: null, password, endOtherSessions: false });
    expect(await user.call.account.overview()).toMatchObject({ hasPassword: true });
    expect(await signIn(user.email)).toMatchObject({ ok: true });
  });

  test("requires the current one, if any; attempts are counted", async () => {
    const user = await person({ fresh: true });
    const change = (current: string | null) =>
      user.call.account.changePassword({ current, password: "a brand new password", endOtherSessions: false });
    expect((await refusal(change(null))).issues).toEqual(["current too_small"]);
    const outcomes = [];
    for (let n = 0; n < 12; n += 1) outcomes.push(await change("wrong, quite wrong"));
    expect(outcomes.slice(0, 10)).toEqual(Array(10).fill({ ok: false, reason: "invalid" }));
    expect(outcomes.slice(10)).toEqual(Array(2).fill({ ok: false, reason: "throttled", waitSeconds: 60 }));
    expect(await change(password)).toMatchObject({ ok: false, reason: "throttled" });
    expect(await signIn(user.email)).toMatchObject({ ok: true });
    await testApp.waitForThrottles(60);
    expect(await change(password)).toEqual({ ok: true });
    expect(await signIn(user.email, "a brand new password")).toMatchObject({ ok: true });
  });

  test("by a mailed link still requires the second factor", async () => {
    const user = await person({ fresh: true });
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
    await visitor.auth.requestPasswordReset({ email: user.email });
    const token = await mailedToken(testApp, user.email);
    await visitor.auth.resetPassword({ token, password: "a brand new password" });
    const outcome = await signIn(user.email, "a brand new password");
    expect(outcome).toMatchObject({ ok: true, signIn: { kind: "ticket" } });
  });
});

describe("known browsers", () => {
  const secretOf = (letter: string) => letter.repeat(43);
  const mine = secretOf("m");
  /** The browser of the email address's owner, if someone else has used the account. */
  const owners = secretOf("o");
  const reset = async ({ email }: TestUser) => {
    await visitor.auth.requestPasswordReset({ email });
    await visitor.auth.resetPassword({ token: await mailedToken(testApp, email), password: "a brand new password" });
  };
  const changed = { current: password, password: "a brand new password" };
  type Call = Awaited<ReturnType<TestApp["as"]>>;

  const ways: Record<string, { act: (user: TestUser, call: Call) => Promise<unknown>; kept: string[] }> = {
    "a new password": {
      act: (_user, call) => call.account.changePassword({ ...changed, endOtherSessions: false }),
      kept: [mine],
    },
    "a new password that ends other sessions": {
      act: (_user, call) => call.account.changePassword({ ...changed, endOtherSessions: true }),
      kept: [mine],
    },
    "signing out everywhere else": {
      act: (_user, call) => call.account.signOutEverywhere({ here: false }),
      kept: [mine],
    },
    "signing out everywhere": { act: (_user, call) => call.account.signOutEverywhere({ here: true }), kept: [mine] },
    "a new password by a mailed link": { act: reset, kept: [] },
    "taking the account back": {
      async act({ email }, call) {
        const other = newEmailAddress();
        await call.account.changeEmail({ email: other });
        await visitor.account.confirmEmail({ token: await mailedToken(testApp, other) });
        await visitor.account.undoEmail({ token: await mailedToken(testApp, email) });
      },
      kept: [],
    },
    "an operator who ends the sessions": {
      act: async ({ email }) => endSessions(await commandContext(testApp.app), email),
      kept: [],
    },
    // The account was never confirmed, and the provider has verified the email address of the new person.
    "an account at a provider whose email address was not confirmed here": {
      async act({ id, email }) {
        await db((open) => open.update(users).set({ emailVerifiedAt: null }).where(eq(users.id, id)));
        const context = await createContext(testApp.app, new Headers(), null, { device: owners });
        const profile = { provider: "oidc", accountId: id, email, emailVerified: true, name: "Ada" };
        expect(await signInWithProvider(context, profile)).toMatchObject({ kind: "session" });
      },
      kept: [owners],
    },
    "an operator who takes the second factors": {
      act: async ({ email }) => resetSecondFactor(await commandContext(testApp.app), email),
      kept: [],
    },
  };

  test.each(Object.entries(ways))(
    "are forgotten after %s, except the current one; pending sign-ins end",
    async (_what, { act, kept }) => {
      const user = await person({ fresh: true });
      const from = (device: string) => createContext(testApp.app, new Headers(), user.sessionId, { device });
      const another = await person();
      for (const [{ email }, device] of [
        ...[mine, secretOf("t"), secretOf("u")].map((device) => [user, device] as const),
        [another, secretOf("v")] as const,
      ]) {
        address += 1;
        const headers = new Headers({ "x-real-ip": `2001:db8::${address.toString(16)}` });
        const context = await createContext(testApp.app, headers, null, { device });
        expect(await signInWithPassword(context, { email, password })).toMatchObject({ ok: true });
      }
      const expiresAt = sql`now() + interval '5 minutes'`;
      const tickets = [user.id, another.id].map(
        (id) => ({ hash: id, userId: id, method: "password", expiresAt }) as const,
      );
      await db((open) => open.insert(signInTickets).values(tickets));
      await act(
        user,
        createCaller(() => from(mine)),
      );
      const left = ({ id }: TestUser) =>
        db(async (open) => {
          const known = await open.select().from(knownDevices).where(eq(knownDevices.userId, id));
          const waits = await open.$count(signInTickets, eq(signInTickets.userId, id));
          return { known: known.map(({ hash }) => hash), waits };
        });
      expect(await left(user)).toEqual({ known: kept.map(hashSecret), waits: 0 });
      expect(await left(another)).toEqual({ known: [hashSecret(secretOf("v"))], waits: 1 });
    },
  );
});

/** Resolves when this many transactions wait for locks, or when `ended` resolves or rejects. */
async function waiting(transactions: number, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.finally(() => {
    over = true;
  });
  for (let found = 0; !over && found < transactions; ) found = await testApp.lockWaits();
}

describe("a sign-in during a change of password", () => {
  test("is refused with the old one", async () => {
    const user = await person();
    const another = await hash("a brand new password");
    const outcome = await db(async (open) => {
      await open.update(users).set({ passwordHash: another }).where(eq(users.id, user.id));
      const signing = signIn(user.email);
      await waiting(1, signing);
      return { signing };
    });
    expect(await outcome.signing).toMatchObject({ ok: false, reason: "invalid" });
  });

  test("succeeds if only the hash was renewed", async () => {
    const user = await person();
    const another = await hash(password);
    const outcome = await db(async (open) => {
      await open.update(users).set({ passwordHash: another }).where(eq(users.id, user.id));
      const signing = signIn(user.email);
      await waiting(1, signing);
      return { signing };
    });
    expect(await outcome.signing).toMatchObject({ ok: true });
  });

  test("gets no session by a later second factor", async () => {
    const user = await person({ fresh: true });
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
    await visitor.auth.requestPasswordReset({ email: user.email });
    const token = await mailedToken(testApp, user.email);
    const first = await signIn(user.email);
    const ticket = first.ok && first.signIn.kind === "ticket" ? first.signIn.secret : "";
    const outcome = await db(async (open) => {
      await open.execute(sql`select from totp_factors where user_id = ${user.id} for update`);
      const context = await createContext(testApp.app, new Headers(), null);
      const proving = signInWithSecondFactor(context, ticket, { code: codeOf(secret) });
      await waiting(1, proving);
      const resetting = visitor.auth.resetPassword({ token, password: "a brand new password" });
      await waiting(2, resetting);
      return { proving, resetting };
    });
    const proof = await outcome.proving;
    await outcome.resetting;
    expect(proof.ok && (await isValid(proof.sessionId))).toBe(false);
  });
});

let counter = 0;
function newEmailAddress(): string {
  counter += 1;
  return `new${counter}@example.test`;
}

describe("a new email address", () => {
  test("takes effect with its confirmation, and the old email address is notified", async () => {
    const user = await person({ fresh: true });
    const email = newEmailAddress();
    await user.call.account.changeEmail({ email: ` ${email.toUpperCase()} ` });
    expect(await user.call.account.overview()).toMatchObject({ email: user.email, pendingEmail: email });
    expect(await signIn(email)).toMatchObject({ ok: false });
    const token = await mailedToken(testApp, email);
    expect(await visitor.account.confirmEmail({ token })).toEqual({ email });
    expect(await user.call.account.overview()).toMatchObject({ email, pendingEmail: null });
    expect(await signIn(email)).toMatchObject({ ok: true });
    expect(await signIn(user.email)).toMatchObject({ ok: false });
    expect((await mailsTo(testApp, user.email)).map(({ subject }) => subject)).toEqual([
      "Your email address was changed",
    ]);
    expect(await historyOf(user)).toEqual(["account.emailChangeAsked", "account.emailChanged"]);
    expect((await refusal(visitor.account.confirmEmail({ token }))).issues).toEqual(["token invalid"]);
  });

  test("of an existing account gets no mail, and the response does not reveal that", async () => {
    const [user, other] = [await person({ fresh: true }), await person()];
    await user.call.account.changeEmail({ email: other.email });
    expect(await mailsTo(testApp, other.email)).toEqual([]);
  });

  test("taken before its confirmation is refused; of two concurrent confirmations one succeeds", async () => {
    const [user, other] = [await person({ fresh: true }), await person({ fresh: true })];
    const email = newEmailAddress();
    await user.call.account.changeEmail({ email });
    const token = await mailedToken(testApp, email);
    await other.call.account.changeEmail({ email });
    const second = await mailedToken(testApp, email);
    const both = await Promise.all(
      [token, second].map((one) => outcomeOf(visitor.account.confirmEmail({ token: one }))),
    );
    expect(both.sort()).toEqual(["BAD_REQUEST", "done"]);
    const rows = await db((open) => open.select().from(users).where(eq(users.email, email)));
    expect(rows).toHaveLength(1);
  });

  test("is refused if the old one was changed meanwhile", async () => {
    const user = await person({ fresh: true });
    const [first, second] = [newEmailAddress(), newEmailAddress()];
    await user.call.account.changeEmail({ email: first });
    const token = await mailedToken(testApp, first);
    await db((open) => open.update(users).set({ email: second }).where(eq(users.id, user.id)));
    expect((await refusal(visitor.account.confirmEmail({ token }))).issues).toEqual(["token invalid"]);
  });

  test("is discarded by another request or a cancellation", async () => {
    const user = await person({ fresh: true });
    const [first, second] = [newEmailAddress(), newEmailAddress()];
    await user.call.account.changeEmail({ email: first });
    const token = await mailedToken(testApp, first);
    await user.call.account.changeEmail({ email: second });
    const next = await mailedToken(testApp, second);
    expect((await refusal(visitor.account.confirmEmail({ token }))).issues).toEqual(["token invalid"]);
    await user.call.account.cancelEmailChange();
    expect((await refusal(visitor.account.confirmEmail({ token: next }))).issues).toEqual(["token invalid"]);
    expect(await user.call.account.overview()).toMatchObject({ email: user.email, pendingEmail: null });
  });

  test("can be undone from the old one: all sessions and the password are removed, whatever was changed since", async () => {
    const user = await person({ fresh: true });
    const [first, second] = [newEmailAddress(), newEmailAddress()];
    await user.call.account.changeEmail({ email: first });
    await visitor.account.confirmEmail({ token: await mailedToken(testApp, first) });
    const undo = await mailedToken(testApp, user.email);
    await user.call.account.changeEmail({ email: second });
    await visitor.account.confirmEmail({ token: await mailedToken(testApp, second) });
    expect(await visitor.account.undoEmail({ token: undo })).toEqual({ email: user.email });
    expect(await isValid(user.sessionId)).toBe(false);
    for (const email of [user.email, first, second]) expect(await signIn(email)).toMatchObject({ ok: false });
    await visitor.auth.requestPasswordReset({ email: user.email });
    await visitor.auth.resetPassword({
      token: await mailedToken(testApp, user.email),
      password: "my own password again",
    });
    expect(await signIn(user.email, "my own password again")).toMatchObject({ ok: true });
    expect((await historyOf(user)).slice(-2)).toEqual(["account.emailRestored", "account.passwordChanged"]);
    expect((await refusal(visitor.account.undoEmail({ token: undo }))).issues).toEqual(["token invalid"]);
  });

  test("can be undone, with removal of all sign-in methods added since the day before; earlier ones stay", async () => {
    const user = await person({ fresh: true });
    const provider = (id: string) => ({ provider: "oidc", providerAccountId: `${id} ${user.id}`, userId: user.id });
    const add = async (name: string) => {
      const key = new Authenticator(site);
      const passkey = key.register(await user.call.factors.startPasskey());
      return (await user.call.factors.addPasskey({ name, passkey })).id;
    };
    const own = await add("Own");
    await db((open) => open.insert(accounts).values(provider("own")));
    for (const table of [passkeys, accounts, recoveryCodes]) {
      await db((open) => open.update(table).set({ createdAt: sql`now() - interval '2 days'` }));
    }
    await add("Thief's, before");
    const email = newEmailAddress();
    await user.call.account.changeEmail({ email });
    await visitor.account.confirmEmail({ token: await mailedToken(testApp, email) });
    const undo = await mailedToken(testApp, user.email);
    await add("Thief's, after");
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
    await db((open) => open.insert(accounts).values(provider("thief")));
    await visitor.account.undoEmail({ token: undo });

    await visitor.auth.requestPasswordReset({ email: user.email });
    await visitor.auth.resetPassword({
      token: await mailedToken(testApp, user.email),
      password: "my own password again",
    });
    expect(await signIn(user.email, "my own password again")).toMatchObject({ signIn: { kind: "ticket" } });
    const back = await secondSession(user);
    const { totp, passkeys: left, recoveryCodes: codes } = await back.call.factors.list();
    expect([totp, left.map(({ id }) => id), codes]).toEqual([null, [own], 10]);
    const rows = await db((open) => open.select().from(accounts).where(eq(accounts.userId, user.id)));
    expect(rows).toMatchObject([provider("own")]);
  });

  test("can be undone despite a second factor added since, and its person signs in without it", async () => {
    const user = await person({ fresh: true });
    const email = newEmailAddress();
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
    await user.call.account.changeEmail({ email });
    await visitor.account.confirmEmail({ token: await mailedToken(testApp, email) });
    await visitor.account.undoEmail({ token: await mailedToken(testApp, user.email) });
    await visitor.auth.requestPasswordReset({ email: user.email });
    await visitor.auth.resetPassword({
      token: await mailedToken(testApp, user.email),
      password: "my own password again",
    });
    expect(await signIn(user.email, "my own password again")).toMatchObject({ signIn: { kind: "session" } });
    expect(await (await secondSession(user)).call.factors.list()).toMatchObject({ totp: null, recoveryCodes: 0 });
  });

  test("cannot be undone if the old email address belongs to another account", async () => {
    const user = await person({ fresh: true });
    const email = newEmailAddress();
    await user.call.account.changeEmail({ email });
    await visitor.account.confirmEmail({ token: await mailedToken(testApp, email) });
    const undo = await mailedToken(testApp, user.email);
    await db((open) => open.insert(users).values({ email: user.email, name: "Bob" }));
    expect((await refusal(visitor.account.undoEmail({ token: undo }))).issues).toEqual(["token taken"]);
  });
});

/** The outcome of a call: done, or its code. */
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (error) => String(error.code),
  );

describe("signing out everywhere", () => {
  test("ends every other session, or all", async () => {
    const user = await person({ fresh: true });
    const [one, two] = [await secondSession(user), await secondSession(user)];
    expect(await user.call.account.signOutEverywhere({ here: false })).toEqual({ ended: 2 });
    expect([await isValid(one.sessionId), await isValid(two.sessionId), await isValid(user.sessionId)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await user.call.account.signOutEverywhere({ here: true })).toEqual({ ended: 1 });
    expect(await isValid(user.sessionId)).toBe(false);
    expect(await historyOf(user)).toEqual(Array(2).fill("account.signedOutEverywhere"));
  });
});

describe("the account activity", () => {
  test("is shown to its person, newest first, and to no one else", async () => {
    const [user, other] = [await person({ fresh: true }), await person()];
    await user.call.account.changePassword({ current: password, password, endOtherSessions: false });
    await user.call.account.signOutEverywhere({ here: false });
    const first = await user.call.account.activity({ limit: 1 });
    expect(first.items.map(({ summary, own }) => [summary, own])).toEqual([["signed out of all other sessions", true]]);
    const rest = await user.call.account.activity({ cursor: first.nextCursor });
    expect(rest.items.map(({ summary }) => summary)).toEqual(["changed the password"]);
    expect((await other.call.account.activity({})).items).toEqual([]);
  });
});

describe("an account", () => {
  test("has an overview of its sign-in methods", async () => {
    const user = await person({ password: false });
    await db((open) => open.insert(accounts).values({ provider: "oidc", providerAccountId: user.id, userId: user.id }));
    expect(await user.call.account.overview()).toEqual({
      ...{ name: "Ada", email: user.email, pendingEmail: null, hasPassword: false, providers: ["oidc"] },
    });
  });
});
