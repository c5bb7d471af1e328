import { accounts, signInTickets } from "@waybill/db/auth";
import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import { and, eq, inArray, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { commandContext, endSessions } from "../../command-line/index.ts";
import { createContext, sessionOf } from "../../core/procedures/request.ts";
import { accountActivity, findSession, mailsTo } from "../../testing/accounts.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { hashPassword, signInWithPassword, signInWithProvider } from "./index.ts";

const password = "a long enough password";

let testApp: TestApp;
let passwordHash: string;

beforeAll(async () => {
  testApp = await TestApp.start({ AUTH_IDLE_DAYS: "10" });
  passwordHash = await hashPassword(password);
});

type Db = Parameters<Parameters<typeof testApp.app.database.transaction>[1]>[0]["db"];
const db = <T>(work: (open: Db) => Promise<T>) => testApp.app.database.transaction({}, ({ db: open }) => work(open));

/** A person with a password and a session. */
async function person(): Promise<TestUser> {
  const user = await testApp.user("Ada");
  await db((open) => open.update(users).set({ passwordHash }).where(eq(users.id, user.id)));
  return user;
}

let address = 0;
/** A sign-in request from a browser with a session. */
function from(formerSessionId: string | null = null) {
  address += 1;
  const headers = new Headers({ "x-real-ip": `2001:db8::${address.toString(16)}` });
  return createContext(testApp.app, headers, null, { formerSessionId });
}

/** Signs in. @returns the session's id; null in front of the second factor */
async function signIn({ email }: TestUser, former: string | null = null): Promise<string | null> {
  const outcome = await signInWithPassword(await from(former), { email, password });
  if (!outcome.ok) throw new Error("The sign-in was refused.");
  return outcome.signIn.kind === "session" ? outcome.signIn.sessionId : null;
}

const isValid = async (sessionId: string) => (await findSession(testApp, sessionId)) !== null;

/** When a session ends and was last seen, in days from now. */
const rowOf = (id: string) =>
  db(async (open) => {
    const days = (column: typeof sessions.expiresAt | typeof sessions.lastSeenAt) =>
      sql<number>`extract(epoch from ${column} - now())::float / 86400`;
    const [row] = await open
      .select({ ends: days(sessions.expiresAt), seen: days(sessions.lastSeenAt) })
      .from(sessions)
      .where(eq(sessions.id, id));
    return row ?? { ends: 0, seen: 0 };
  });

/** The end of a session, some hours earlier. */
async function endOf(open: Db, id: string, hours: number): Promise<Date> {
  const [row] = await open.select({ end: sessions.expiresAt }).from(sessions).where(eq(sessions.id, id));
  return new Date((row?.end.getTime() ?? 0) - hours * 3_600_000);
}

/** Has a session be as old as this, in days, and unused for as long as this. */
const age = (id: string, { made, unused }: { made: number; unused: number }) =>
  db(async (open) => {
    await open
      .update(sessions)
      .set({
        createdAt: sql`now() - make_interval(days => ${made})`,
        lastSeenAt: sql`now() - make_interval(days => ${unused})`,
        expiresAt: await endOf(open, id, unused * 24),
      })
      .where(eq(sessions.id, id));
  });

describe("a sign-in", () => {
  test("opens a new session, and ends the browser's previous one", async () => {
    const user = await person();
    const first = (await signIn(user)) ?? "";
    const second = (await signIn(user, first)) ?? "";
    expect(second).not.toBe(first);
    expect([await isValid(first), await isValid(second)]).toEqual([false, true]);
    // Other browsers' stay.
    expect(await isValid(user.sessionId)).toBe(true);
  });

  test("as another person ends the browser's previous session too", async () => {
    const [user, other] = [await person(), await person()];
    const first = (await signIn(user)) ?? "";
    await signIn(other, first);
    expect(await isValid(first)).toBe(false);
  });

  test("by a provider ends the previous session too", async () => {
    const user = await person();
    const profile = { provider: "oidc", accountId: user.id, email: user.email, emailVerified: true, name: "Ada" };
    const first = (await signIn(user)) ?? "";
    expect(await signInWithProvider(await from(first), profile)).toMatchObject({ kind: "session" });
    expect(await isValid(first)).toBe(false);
  });

  test("ends the previous session even before its second factor", async () => {
    const user = await person();
    const first = (await signIn(user)) ?? "";
    await db((open) =>
      open.execute(sql`insert into totp_factors (user_id, secret, last_step) values (${user.id}, 'encrypted', 0)`),
    );
    expect(await signIn(user, first)).toBeNull();
    expect(await isValid(first)).toBe(false);
  });

  test("keeps the previous session if it is refused", async () => {
    const user = await person();
    const outcome = await signInWithPassword(await from(user.sessionId), {
      email: user.email,
      password: "another one",
    });
    expect(outcome).toMatchObject({ ok: false });
    expect(await isValid(user.sessionId)).toBe(true);
  });
});

describe("an idle session", () => {
  test("ends after the configured days", async () => {
    const id = (await signIn(await person())) ?? "";
    expect((await rowOf(id)).ends).toBeCloseTo(10, 1);
    await age(id, { made: 10, unused: 10 });
    expect(await isValid(id)).toBe(false);
  });

  test("is extended by use, in an organisation or outside", async () => {
    const acme = await testApp.tenant("idle", "owner");
    const uses = [
      (user: TestUser) => testApp.as(user).then((call) => call.users.me()),
      (user: TestUser) => testApp.as(user, "idle").then((call) => call.tenants.current()),
    ];
    for (const use of uses) {
      const id = (await signIn(await callAsMember(acme.members.owner))) ?? "";
      await age(id, { made: 9, unused: 9 });
      expect((await rowOf(id)).ends).toBeCloseTo(1, 1);
      await use({ ...acme.members.owner, sessionId: id });
      const { ends, seen } = await rowOf(id);
      expect([ends, seen]).toEqual([expect.closeTo(10, 1), expect.closeTo(0, 1)]);
    }
  });

  const callAsMember = async (user: TestUser): Promise<TestUser> => {
    await db((open) => open.update(users).set({ passwordHash }).where(eq(users.id, user.id)));
    return user;
  };

  test("ends 30 days after the sign-in at the latest", async () => {
    const user = await person();
    const id = (await signIn(user)) ?? "";
    await age(id, { made: 28, unused: 1 });
    await (await testApp.as({ ...user, sessionId: id })).users.me();
    expect((await rowOf(id)).ends).toBeCloseTo(2, 1);
  });

  test("is extended at most once a day, because open pages are notified each time", async () => {
    const user = await person();
    const id = (await signIn(user)) ?? "";
    await db(async (open) => {
      await open
        .update(sessions)
        .set({ lastSeenAt: sql`now() - interval '1 hour'`, expiresAt: await endOf(open, id, 1) })
        .where(eq(sessions.id, id));
    });
    const before = await rowOf(id);
    await (await testApp.as({ ...user, sessionId: id })).users.me();
    const after = await rowOf(id);
    expect(after.seen).toBeGreaterThan(before.seen + 0.03);
    expect(after.ends).toBeLessThanOrEqual(before.ends);
  });
});

describe("an operator", () => {
  test("ends a person's sessions and pending sign-ins; the person is notified, and can sign in again", async () => {
    const [user, other] = [await person(), await person()];
    await signIn(user);
    await db((open) =>
      open
        .insert(signInTickets)
        .values({ hash: user.id, userId: user.id, method: "password", expiresAt: sql`now() + interval '5 minutes'` }),
    );
    const command = await commandContext(testApp.app);
    expect(await endSessions(command, user.email.toUpperCase())).toMatchObject({ id: user.id });
    const left = await db(async (open) => [
      await open.$count(sessions, eq(sessions.userId, user.id)),
      await open.$count(signInTickets, eq(signInTickets.userId, user.id)),
    ]);
    expect(left).toEqual([0, 0]);
    expect(await isValid(other.sessionId)).toBe(true);
    expect((await accountActivity(testApp, user.id))[0]?.action).toBe("account.sessionsEnded");
    expect((await mailsTo(testApp, user.email)).at(-1)?.subject).toBe("You were signed out everywhere");
    expect(await signIn(user)).not.toBeNull();
  });

  test("ends no session with the name of an unknown person", async () => {
    const command = await commandContext(testApp.app);
    for (const address of ["unknown@example.test", "no address"]) {
      expect((await refusal(endSessions(command, address))).issues).toEqual(["email not_found"]);
    }
  });
});

test("ending sessions requires a proof of identity", async () => {
  const user = await person();
  const call = await testApp.as(user);
  const proved = (moment: ReturnType<typeof sql>) =>
    db((open) => open.update(sessions).set({ authenticatedAt: moment }).where(eq(sessions.id, user.sessionId)));
  const asked = { code: "FORBIDDEN", issues: [" reauthenticate"] };
  const other = (await signIn(user)) ?? "";
  await proved(sql`now() - interval '1 hour'`);
  expect((await call.users.sessions()).items.map(({ id }) => id)).toEqual(expect.arrayContaining([other]));
  expect(await refusal(call.users.revokeSession({ sessionId: other }))).toEqual(asked);
  expect(await refusal(call.account.signOutEverywhere({ here: false }))).toEqual(asked);
  expect(await isValid(other)).toBe(true);
  await proved(sql`now()`);
  await call.users.revokeSession({ sessionId: other });
  expect(await isValid(other)).toBe(false);
});

test("one id at two providers is two accounts", async () => {
  const accountId = "10000001";
  const at = async (provider: string, email: string) => {
    const profile = { provider, accountId, email, emailVerified: true, name: "Ada" };
    const arrival = await signInWithProvider(await from(), profile);
    const session = arrival?.kind === "session" ? arrival.sessionId : "";
    return (await sessionOf(await createContext(testApp.app, new Headers(), session)))?.user.id;
  };
  const providers = ["github", "google", "oidc"];
  const people = await Promise.all(providers.map((provider) => at(provider, `${provider}@providers.test`)));
  expect(new Set(people).size).toBe(3);
  // Identified by provider and id, regardless of other providers with the same id or email address.
  const again = await Promise.all(providers.map((provider) => at(provider, "someone.else@providers.test")));
  expect(again).toEqual(people);
  const rows = await db((open) =>
    open
      .select({ provider: accounts.provider, userId: accounts.userId })
      .from(accounts)
      .where(and(eq(accounts.providerAccountId, accountId), inArray(accounts.provider, providers))),
  );
  expect(new Map(rows.map(({ provider, userId }) => [provider, userId]))).toEqual(
    new Map(providers.map((provider, index) => [provider, people[index]])),
  );
});

describe("a session", () => {
  test("by a provider is independent of it, with the usual lifetime", async () => {
    const user = await person();
    const profile = { provider: "oidc", accountId: user.id, email: user.email, emailVerified: true, name: "Ada" };
    const arrival = await signInWithProvider(await from(), profile);
    const id = arrival?.kind === "session" ? arrival.sessionId : "";
    const { ends } = await rowOf(id);
    expect(Math.round(ends)).toBe(10);
    // Without the account at the provider, sign-ins by it are impossible, and existing sessions continue.
    await db((open) => open.delete(accounts).where(eq(accounts.userId, user.id)));
    expect(await isValid(id)).toBe(true);
    await endSessions(await commandContext(testApp.app), user.email);
    expect(await isValid(id)).toBe(false);
  });
});
