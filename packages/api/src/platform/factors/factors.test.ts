import { hash } from "@node-rs/argon2";
import { signInTickets } from "@waybill/db/auth";
import { passkeys, recoveryCodes, totpFactors } from "@waybill/db/factors";
import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { Secret } from "otpauth";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commandContext, resetSecondFactor } from "../../command-line/index.ts";
import { derivedKey, hashCode, saltOf, slowHash } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { accountActivity, findSession, mailsTo } from "../../testing/accounts.ts";
import { codeOf } from "../../testing/authenticator-app.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { Authenticator } from "../../testing-authenticator.ts";
import {
  passkeyChallenge,
  secondFactorChallenge,
  secondFactorChoices,
  signInWithPasskey,
  signInWithPassword,
  signInWithProvider,
  signInWithSecondFactor,
} from "../auth/index.ts";

const site = "https://desk.localhost";
const password = "a long enough password";

let testApp: TestApp;
let passwordHash: string;

beforeAll(async () => {
  // A code is valid for half a minute, so the clock is stopped in the middle of one.
  vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
  testApp = await TestApp.start({ PUBLIC_URL: site });
  passwordHash = await hash(password);
});
afterAll(() => void vi.useRealTimers());

const db = <T>(work: (db: Parameters<Parameters<typeof testApp.app.database.transaction>[1]>[0]["db"]) => Promise<T>) =>
  testApp.app.database.transaction({}, ({ db }) => work(db));

type Call = Awaited<ReturnType<TestApp["as"]>>;

/** A person with a password, signed in. */
async function person(): Promise<TestUser & { call: Call }> {
  const user = await testApp.user("Ada");
  await db((open) => open.update(users).set({ passwordHash }).where(eq(users.id, user.id)));
  return { ...user, call: await testApp.as(user) };
}

/** A person with an authenticator app. The code of the step before now was used to set it up. */
async function withApp() {
  const user = await person();
  const { secret } = await user.call.factors.startTotp();
  const { recoveryCodes } = await user.call.factors.confirmTotp({ code: codeOf(secret, -1) });
  return { ...user, secret, recoveryCodes: recoveryCodes ?? [] };
}

/** A person with a passkey. */
async function withPasskey() {
  const user = await person();
  const key = new Authenticator(site);
  const passkey = key.register(await user.call.factors.startPasskey());
  const { id, recoveryCodes } = await user.call.factors.addPasskey({ name: "My key", passkey });
  return { ...user, key, passkeyId: id, recoveryCodes: recoveryCodes ?? [] };
}

let address = 0;
/** A request before the sign-in, each from a separate IP address, because throttling is tested elsewhere. */
function request() {
  address += 1;
  return createContext(testApp.app, new Headers({ "x-real-ip": `2001:db8::${address.toString(16)}` }), null);
}

/** Signs in with the password. @returns the ticket in front of the second factor */
async function ticketOf({ email }: TestUser): Promise<string> {
  const outcome = await signInWithPassword(await request(), { email, password });
  if (!outcome.ok || outcome.signIn.kind !== "ticket") throw new Error("There is no ticket.");
  return outcome.signIn.secret;
}

const prove = async (ticket: string, proof: unknown) => signInWithSecondFactor(await request(), ticket, proof);
const countSessions = ({ id }: TestUser) => db((open) => open.$count(sessions, eq(sessions.userId, id)));

const subjectsTo = async ({ email }: TestUser) => (await mailsTo(testApp, email)).map(({ subject }) => subject);
const historyOf = async ({ id }: TestUser) =>
  (await accountActivity(testApp, id)).map(({ action, userId }) => `${action}${userId === id ? "" : " by another"}`);

describe("a sign-in without a second factor", () => {
  test("opens a session that records its method", async () => {
    const { email } = await person();
    const outcome = await signInWithPassword(await request(), { email, password });
    const sessionId = outcome.ok && outcome.signIn.kind === "session" ? outcome.signIn.sessionId : "";
    expect(await findSession(testApp, sessionId)).toMatchObject({ provedSecondFactor: false, age: 0 });
  });
});

describe("a ticket", () => {
  test("is issued after the first factor, and opens no session", async () => {
    const user = await withApp();
    const before = await countSessions(user);
    const ticket = await ticketOf(user);
    expect(await countSessions(user)).toBe(before);
    expect(await secondFactorChoices(await request(), ticket)).toEqual({
      totp: true,
      passkey: false,
      recoveryCode: true,
    });
    const proof = await prove(ticket, { code: codeOf(user.secret) });
    expect(proof).toMatchObject({ ok: true });
    expect(proof.ok && (await findSession(testApp, proof.sessionId))).toMatchObject({
      provedSecondFactor: true,
      user: { id: user.id },
    });
  });

  test("is also issued for a provider's sign-in", async () => {
    const { email } = await withApp();
    const profile = { provider: "oidc", accountId: email, email, emailVerified: true, name: "Ada" };
    expect(await signInWithProvider(await request(), profile)).toMatchObject({ kind: "ticket" });
  });

  test("is stored as a hash", async () => {
    const user = await withApp();
    const ticket = await ticketOf(user);
    const rows = await db((open) => open.select().from(signInTickets).where(eq(signInTickets.userId, user.id)));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(ticket);
  });

  test("works once", async () => {
    const user = await withApp();
    const ticket = await ticketOf(user);
    expect(await prove(ticket, { code: codeOf(user.secret) })).toMatchObject({ ok: true });
    expect(await prove(ticket, { code: codeOf(user.secret, 1) })).toMatchObject({ ok: false, reason: "expired" });
  });

  test("opens one session for two concurrent codes", async () => {
    const user = await withApp();
    const ticket = await ticketOf(user);
    const before = await countSessions(user);
    const both = await Promise.all([0, 1].map((steps) => prove(ticket, { code: codeOf(user.secret, steps) })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await countSessions(user)).toBe(before + 1);
  });

  test("of another browser, or none, opens nothing", async () => {
    const user = await withApp();
    await ticketOf(user);
    for (const other of ["", "x".repeat(43)]) {
      expect(await prove(other, { code: codeOf(user.secret) })).toMatchObject({ ok: false, reason: "expired" });
      expect(await secondFactorChoices(await request(), other)).toBeNull();
      expect(await secondFactorChallenge(await request(), other)).toBeNull();
    }
  });

  test("expires after five minutes", async () => {
    const user = await withApp();
    const ticket = await ticketOf(user);
    const left = sql<number>`extract(epoch from ${signInTickets.expiresAt} - ${signInTickets.createdAt})::int`;
    const [row] = await db((open) =>
      open.select({ left }).from(signInTickets).where(eq(signInTickets.userId, user.id)),
    );
    expect(row?.left).toBe(300);
    await db((open) =>
      open.update(signInTickets).set({ expiresAt: sql`now()` }).where(eq(signInTickets.userId, user.id)),
    );
    expect(await prove(ticket, { code: codeOf(user.secret) })).toMatchObject({ ok: false, reason: "expired" });
  });

  test("has five tries: the sixth is refused, even with the right code", async () => {
    const user = await withApp();
    const ticket = await ticketOf(user);
    for (let n = 0; n < 5; n += 1) {
      expect(await prove(ticket, { code: "no code" })).toMatchObject({ ok: false, reason: "invalid" });
    }
    expect(await prove(ticket, { code: codeOf(user.secret) })).toMatchObject({ ok: false, reason: "expired" });
  });

  test("does not reset the account's limit: another ticket continues its count", async () => {
    const user = await withApp();
    for (let n = 0; n < 2; n += 1) {
      const ticket = await ticketOf(user);
      for (let tries = 0; tries < 5; tries += 1) await prove(ticket, { code: "000000" });
    }
    const ticket = await ticketOf(user);
    expect(await prove(ticket, { code: codeOf(user.secret) })).toMatchObject({ ok: false, reason: "throttled" });
  });
});

describe("an authenticator app", () => {
  test("is activated by a code, notified by mail, and gives ten recovery codes once", async () => {
    const user = await person();
    const { secret, uri, qrCode } = await user.call.factors.startTotp();
    expect(uri).toContain(`secret=${secret}`);
    expect(qrCode.path).toMatch(/^M0 0h1v1h-1z/);
    expect(await user.call.factors.list()).toMatchObject({ totp: null });
    expect(await refusal(user.call.factors.confirmTotp({ code: "000000" }))).toEqual({
      code: "BAD_REQUEST",
      issues: ["code invalid"],
    });
    expect(await user.call.factors.list()).toMatchObject({ totp: null });
    const { recoveryCodes } = await user.call.factors.confirmTotp({ code: codeOf(secret) });
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await user.call.factors.list()).toMatchObject({ totp: {}, recoveryCodes: 10 });
    expect(await findSession(testApp, user.sessionId)).toMatchObject({ provedSecondFactor: true });
    expect(await subjectsTo(user)).toEqual(["An authenticator app was set up"]);
    expect(await historyOf(user)).toEqual(["account.totpAdded"]);
  });

  test("is not activated without a started setup, or after its time limit", async () => {
    const user = await person();
    const refused = { code: "BAD_REQUEST", issues: ["code invalid"] };
    expect(await refusal(user.call.factors.confirmTotp({ code: "123456" }))).toEqual(refused);
    const { secret } = await user.call.factors.startTotp();
    await db((open) => open.execute(sql`update totp_enrolments set expires_at = now() where user_id = ${user.id}`));
    expect(await refusal(user.call.factors.confirmTotp({ code: codeOf(secret) }))).toEqual(refused);
  });

  test("has an encrypted secret: a database dump generates no codes", async () => {
    const user = await withApp();
    const [row] = await db((open) => open.select().from(totpFactors).where(eq(totpFactors.userId, user.id)));
    for (const form of [user.secret, Secret.fromBase32(user.secret).hex, Secret.fromBase32(user.secret).latin1]) {
      expect(JSON.stringify(row)).not.toContain(form);
    }
    // Nor does one person's row open in another's place.
    const other = await withApp();
    await db((open) =>
      open
        .update(totpFactors)
        .set({ secret: row?.secret ?? "" })
        .where(eq(totpFactors.userId, other.id)),
    );
    expect(await prove(await ticketOf(other), { code: codeOf(user.secret) })).toMatchObject({
      ok: false,
      reason: "invalid",
    });
  });

  test("has codes that work once, one step around now, and never before the last used step", async () => {
    const user = await withApp();
    expect(await prove(await ticketOf(user), { code: codeOf(user.secret, -1) })).toMatchObject({ ok: false });
    // Of one moment: a step may end meanwhile.
    const [last, ...earlier] = [1, 0, -1].map((steps) => codeOf(user.secret, steps));
    expect(await prove(await ticketOf(user), { code: last })).toMatchObject({ ok: true });
    for (const code of [last, ...earlier]) {
      expect(await prove(await ticketOf(user), { code })).toMatchObject({ ok: false, reason: "invalid" });
    }
    expect(await prove(await ticketOf(user), { code: codeOf(user.secret, 2) })).toMatchObject({ ok: false });
  });

  test("admits one of two concurrent uses of a code", async () => {
    const user = await withApp();
    const tickets = [await ticketOf(user), await ticketOf(user)];
    const code = codeOf(user.secret);
    const both = await Promise.all(tickets.map((ticket) => prove(ticket, { code })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("accepts spaces in its codes", async () => {
    const user = await withApp();
    const code = codeOf(user.secret).replace(/(...)/, "$1 ");
    expect(await prove(await ticketOf(user), { code })).toMatchObject({ ok: true });
  });

  test("is removed with its recovery codes, notified by mail, and no longer required at the sign-in", async () => {
    const user = await withApp();
    await user.call.factors.removeTotp();
    expect(await user.call.factors.list()).toEqual({ totp: null, passkeys: [], recoveryCodes: 0 });
    expect(await findSession(testApp, user.sessionId)).toMatchObject({ provedSecondFactor: false });
    expect((await subjectsTo(user)).at(-1)).toBe("Your authenticator app was removed");
    const outcome = await signInWithPassword(await request(), { email: user.email, password });
    expect(outcome).toMatchObject({ ok: true, signIn: { kind: "session" } });
  });

  test("replaces an earlier one only after its confirmation", async () => {
    const user = await withApp();
    const { secret } = await user.call.factors.startTotp();
    expect(await prove(await ticketOf(user), { code: codeOf(secret) })).toMatchObject({ ok: false });
    expect(await prove(await ticketOf(user), { code: codeOf(user.secret) })).toMatchObject({ ok: true });
    expect((await user.call.factors.confirmTotp({ code: codeOf(secret, -1) })).recoveryCodes).toBeNull();
    expect(await prove(await ticketOf(user), { code: codeOf(user.secret, 1) })).toMatchObject({ ok: false });
    expect(await prove(await ticketOf(user), { code: codeOf(secret) })).toMatchObject({ ok: true });
  });
});

/** The number of secrets that have one of these hashes. */
async function verifiedBy(hashes: string[], secrets: string[]): Promise<number> {
  const [kept = ""] = hashes;
  const salted = await Promise.all(secrets.map((secret) => slowHash(secret, saltOf(kept))));
  return salted.filter((one) => hashes.includes(one)).length;
}

describe("a recovery code", () => {
  test("works once, in any spelling, and is notified by mail", async () => {
    const user = await withApp();
    const [code = ""] = user.recoveryCodes;
    expect(await prove(await ticketOf(user), { code: ` ${code.replaceAll("-", "").toUpperCase()} ` })).toMatchObject({
      ok: true,
    });
    expect(await prove(await ticketOf(user), { code })).toMatchObject({ ok: false, reason: "invalid" });
    expect(await user.call.factors.list()).toMatchObject({ recoveryCodes: 9 });
    expect((await subjectsTo(user)).at(-1)).toBe("A recovery code was used");
    expect((await historyOf(user)).at(-1)).toBe("account.recoveryCodeUsed");
  });

  test("admits one of two concurrent uses", async () => {
    const user = await withApp();
    const tickets = [await ticketOf(user), await ticketOf(user)];
    const both = await Promise.all(tickets.map((ticket) => prove(ticket, { code: user.recoveryCodes[0] })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("of another person, or from before a renewal, is refused", async () => {
    const [user, other] = [await withApp(), await withApp()];
    expect(await prove(await ticketOf(user), { code: other.recoveryCodes[0] })).toMatchObject({ ok: false });
    const { recoveryCodes } = await user.call.factors.renewRecoveryCodes();
    expect(await prove(await ticketOf(user), { code: user.recoveryCodes[0] })).toMatchObject({ ok: false });
    expect(await prove(await ticketOf(user), { code: recoveryCodes[0] })).toMatchObject({ ok: true });
  });

  const keptOf = ({ id }: TestUser) =>
    db(async (open) =>
      (await open.select().from(recoveryCodes).where(eq(recoveryCodes.userId, id))).map(({ hash: kept }) => kept),
    );
  const keyedHash = (code: string) =>
    hashCode(derivedKey(testApp.app.settings, "recovery codes"), code.replaceAll("-", ""));

  test("is stored as a salted slow hash of a keyed hash, which cannot be guessed without the key", async () => {
    const [user, other] = [await withApp(), await withApp()];
    const [hashes, others] = [await keptOf(user), await keptOf(other)];
    expect(hashes).toHaveLength(10);
    for (const kept of hashes) expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    const [kept = "", theirs = ""] = [hashes[0], others[0]];
    expect(saltOf(kept)).not.toEqual(saltOf(theirs));
    // The hash is not of the code itself, so that guesses need more than the rows.
    const plain = user.recoveryCodes.map((code) => code.replaceAll("-", ""));
    expect(await verifiedBy(hashes, plain)).toBe(0);
    expect(await verifiedBy(hashes, user.recoveryCodes.map(keyedHash))).toBe(10);
  });

  test("of an earlier version, stored as a keyed hash, works once", async () => {
    const user = await withApp();
    const code = "k3m9-0qxz-7wtd";
    await db((open) => open.insert(recoveryCodes).values({ userId: user.id, hash: keyedHash(code) }));
    expect(await prove(await ticketOf(user), { code })).toMatchObject({ ok: true });
    expect(await prove(await ticketOf(user), { code })).toMatchObject({ ok: false });
    expect(await prove(await ticketOf(user), { code: user.recoveryCodes[1] })).toMatchObject({ ok: true });
  });

  test("has twelve of 32 letters, which are 60 bits, and is unique", async () => {
    const codes = [...(await withApp()).recoveryCodes, ...(await withApp()).recoveryCodes];
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(?:-[0-9a-hjkmnp-tv-z]{4}){2}$/);
    expect(new Set(codes).size).toBe(20);
    // That 240 random letters are of 16 kinds or fewer has a probability below 1 in 10^60.
    expect(new Set(codes.join("").replaceAll("-", "")).size).toBeGreaterThan(16);
  });

  test("cannot be created without a second factor", async () => {
    const user = await person();
    expect(await refusal(user.call.factors.renewRecoveryCodes())).toEqual({
      code: "BAD_REQUEST",
      issues: [" not_allowed"],
    });
  });
});

describe("a passkey", () => {
  /** Signs in with only the passkey. */
  async function alone(key: Authenticator, quirks = {}) {
    const { secret, options } = await passkeyChallenge(await request());
    return signInWithPasskey(await request(), secret, key.sign(options, quirks));
  }

  test("signs in alone, and counts as both factors", async () => {
    const user = await withPasskey();
    const proof = await alone(user.key);
    expect(proof.ok && (await findSession(testApp, proof.sessionId))).toMatchObject({
      user: { id: user.id },
      provedSecondFactor: true,
    });
    const [row] = await db((open) =>
      open
        .select({ method: sessions.method })
        .from(sessions)
        .where(eq(sessions.id, proof.ok ? proof.sessionId : user.id)),
    );
    expect(row?.method).toBe("passkey");
  });

  test("can be the second factor after a password, by presence alone", async () => {
    const user = await withPasskey();
    const ticket = await ticketOf(user);
    const options = await secondFactorChallenge(await request(), ticket);
    expect(options?.allowCredentials).toHaveLength(1);
    const passkey = user.key.sign(options ?? { challenge: "" }, { userVerified: false });
    expect(await prove(ticket, { passkey })).toMatchObject({ ok: true });
  });

  test("is refused for another origin, site or challenge, or without user verification", async () => {
    const user = await withPasskey();
    const quirks = [
      { origin: "https://desk.localhost.evil.test" },
      { origin: "http://desk.localhost" },
      { rpId: "example.com" },
      { rpId: "evil.test" },
      { challenge: "YW5vdGhlciBjaGFsbGVuZ2U" },
      { userVerified: false },
    ];
    for (const quirk of quirks) {
      expect(await alone(user.key, quirk), JSON.stringify(quirk)).toMatchObject({ ok: false, reason: "invalid" });
    }
    expect(await alone(user.key)).toMatchObject({ ok: true });
  });

  test("with the same or a lower counter is refused as a possible copy", async () => {
    const user = await withPasskey();
    expect(await alone(user.key, { counter: 10 })).toMatchObject({ ok: true });
    for (const counter of [10, 9, 0]) expect(await alone(user.key, { counter })).toMatchObject({ ok: false });
    expect(await alone(user.key, { counter: 11 })).toMatchObject({ ok: true });
  });

  test("signs for one sign-in only, in its browser", async () => {
    const user = await withPasskey();
    const { secret, options } = await passkeyChallenge(await request());
    const passkey = user.key.sign(options);
    const other = await passkeyChallenge(await request());
    expect(await signInWithPasskey(await request(), other.secret, passkey)).toMatchObject({ ok: false });
    expect(await signInWithPasskey(await request(), secret, passkey)).toMatchObject({ ok: true });
    expect(await signInWithPasskey(await request(), secret, passkey)).toMatchObject({ ok: false });
  });

  test("admits one of two concurrent answers to a challenge", async () => {
    const user = await withPasskey();
    const { secret, options } = await passkeyChallenge(await request());
    const answers = [user.key.sign(options), user.key.sign(options)];
    const both = await Promise.all(answers.map(async (passkey) => signInWithPasskey(await request(), secret, passkey)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("signed for one purpose is refused for another", async () => {
    const user = await withPasskey();
    const ticket = await ticketOf(user);
    const asSecond = await secondFactorChallenge(await request(), ticket);
    const passkey = user.key.sign(asSecond ?? { challenge: "" });
    expect(await signInWithPasskey(await request(), ticket, passkey)).toMatchObject({ ok: false });
    const { options } = await passkeyChallenge(await request());
    expect(await prove(ticket, { passkey: user.key.sign(options) })).toMatchObject({ ok: false });
  });

  test("of another person is not a second factor", async () => {
    const [user, other] = [await withPasskey(), await withPasskey()];
    const ticket = await ticketOf(user);
    const options = await secondFactorChallenge(await request(), ticket);
    expect(await prove(ticket, { passkey: other.key.sign(options ?? { challenge: "" }) })).toMatchObject({ ok: false });
  });

  test("is added with a challenge of this session and site, once", async () => {
    const user = await person();
    const elsewhere = await testApp.as({ ...user, sessionId: (await secondSession(user)).id });
    const refused = { code: "BAD_REQUEST", issues: ["passkey invalid"] };
    const add = (call: Call, passkey: ReturnType<Authenticator["register"]>) =>
      refusal(call.factors.addPasskey({ name: "Key", passkey }));
    const key = new Authenticator(site);
    const start = () => user.call.factors.startPasskey();
    expect(await add(user.call, key.register(await start(), { origin: "https://evil.test" }))).toEqual(refused);
    expect(await add(user.call, key.register(await start(), { rpId: "evil.test" }))).toEqual(refused);
    expect(await add(user.call, key.register(await start(), { challenge: "bm90IGl0" }))).toEqual(refused);
    expect(await add(elsewhere, key.register(await start()))).toEqual(refused);
    const passkey = key.register(await start());
    await user.call.factors.addPasskey({ name: "Key", passkey });
    expect(await add(user.call, passkey)).toEqual(refused);
    expect(await add(user.call, key.register(await start()))).toEqual({
      code: "BAD_REQUEST",
      issues: ["passkey taken"],
    });
  });

  test("can be renamed and removed; removing the last one removes the second factor", async () => {
    const user = await withPasskey();
    const second = new Authenticator(site);
    const options = await user.call.factors.startPasskey();
    expect(options.excludeCredentials).toHaveLength(1);
    const added = await user.call.factors.addPasskey({ name: "Second", passkey: second.register(options) });
    expect(added.recoveryCodes).toBeNull();
    await user.call.factors.renamePasskey({ id: added.id, name: "Spare" });
    expect((await user.call.factors.list()).passkeys.map(({ name }) => name)).toEqual(["My key", "Spare"]);
    await user.call.factors.removePasskey({ id: user.passkeyId });
    expect(await alone(user.key)).toMatchObject({ ok: false });
    expect(await alone(second)).toMatchObject({ ok: true });
    expect(await user.call.factors.list()).toMatchObject({ recoveryCodes: 10 });
    await user.call.factors.removePasskey({ id: added.id });
    expect(await user.call.factors.list()).toEqual({ totp: null, passkeys: [], recoveryCodes: 0 });
    expect(await historyOf(user)).toEqual([
      ...Array(2).fill("account.passkeyAdded"),
      ...Array(2).fill("account.passkeyRemoved"),
    ]);
    expect((await subjectsTo(user)).at(-1)).toBe("A passkey was removed");
  });

  test("of another person can be neither renamed nor removed", async () => {
    const [user, other] = [await person(), await withPasskey()];
    const rename = user.call.factors.renamePasskey({ id: other.passkeyId, name: "Mine" });
    expect((await refusal(rename)).code).toBe("NOT_FOUND");
    expect((await refusal(user.call.factors.removePasskey({ id: other.passkeyId }))).code).toBe("NOT_FOUND");
    const [row] = await db((open) =>
      open.select({ name: passkeys.name }).from(passkeys).where(eq(passkeys.id, other.passkeyId)),
    );
    expect(row?.name).toBe("My key");
  });
});

/** Another session of the same person. */
async function secondSession({ id }: TestUser): Promise<{ id: string }> {
  const [row] = await db((open) =>
    open
      .insert(sessions)
      .values({ userId: id, expiresAt: sql`now() + interval '1 day'` })
      .returning({ id: sessions.id }),
  );
  return row ?? { id: "" };
}

describe("an operator's reset", () => {
  test("removes all factors and sessions, is recorded and notified; the password alone then signs in", async () => {
    const user = await withApp();
    const key = new Authenticator(site);
    await user.call.factors.addPasskey({ name: "Key", passkey: key.register(await user.call.factors.startPasskey()) });
    const ticket = await ticketOf(user);
    const command = await commandContext(testApp.app);
    expect(await resetSecondFactor(command, user.email.toUpperCase())).toMatchObject({ id: user.id });
    expect(await findSession(testApp, user.sessionId)).toBeNull();
    expect(await prove(ticket, { code: codeOf(user.secret) })).toMatchObject({ ok: false, reason: "expired" });
    const outcome = await signInWithPassword(await request(), { email: user.email, password });
    expect(outcome).toMatchObject({ ok: true, signIn: { kind: "session" } });
    expect((await historyOf(user)).at(-1)).toBe("account.secondFactorReset by another");
    expect((await subjectsTo(user)).at(-1)).toBe("Your second factor was removed");
  });

  test("of an unknown address does nothing", async () => {
    const command = await commandContext(testApp.app);
    for (const address of ["unknown@example.test", "no address"]) {
      expect((await refusal(resetSecondFactor(command, address))).issues).toEqual(["email not_found"]);
    }
  });
});

describe("concurrent changes of one person's factors", () => {
  test("leave valid recovery codes: two first factors create one set", async () => {
    const user = await person();
    const { secret } = await user.call.factors.startTotp();
    const key = new Authenticator(site);
    const passkey = key.register(await user.call.factors.startPasskey());
    const added = await Promise.all([
      user.call.factors.confirmTotp({ code: codeOf(secret, -1) }),
      user.call.factors.addPasskey({ name: "Key", passkey }),
    ]);
    const sets = added.map(({ recoveryCodes }) => recoveryCodes).filter((codes) => codes !== null);
    expect(sets).toHaveLength(1);
    expect(await prove(await ticketOf(user), { code: sets[0]?.[0] })).toMatchObject({ ok: true });
  });

  test("leave nothing behind if the last two are removed", async () => {
    const user = await withPasskey();
    const { secret } = await user.call.factors.startTotp();
    await user.call.factors.confirmTotp({ code: codeOf(secret) });
    await Promise.all([user.call.factors.removeTotp(), user.call.factors.removePasskey({ id: user.passkeyId })]);
    expect(await user.call.factors.list()).toEqual({ totp: null, passkeys: [], recoveryCodes: 0 });
    expect(await findSession(testApp, user.sessionId)).toMatchObject({ provedSecondFactor: false });
  });
});
