import { verify } from "@node-rs/argon2";
import { knownDevices } from "@waybill/db/auth";
import { throttles } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createContext } from "../../core/procedures/request.ts";
import { mailedToken } from "../../testing/accounts.ts";
import { refusal, TestApp } from "../../testing.ts";
import { signInWithLink, signInWithPassword } from "./index.ts";
import { hashPassword } from "./passwords.ts";

// The real one, and it can be seen how often it was used.
vi.mock("@node-rs/argon2", { spy: true });

let testApp: TestApp;
let passwordHash: string;
const password = "a long enough password";

beforeAll(async () => {
  testApp = await TestApp.start();
  passwordHash = await hashPassword(password);
});
beforeEach(async () => {
  vi.mocked(verify).mockClear();
  await testApp.app.database.transaction({}, ({ db }) => db.delete(throttles));
});

/** A person with a password. @returns the email address */
async function member(): Promise<string> {
  const { id, email } = await testApp.user("Ada");
  await testApp.app.database.transaction({}, ({ db }) =>
    db.update(users).set({ passwordHash }).where(eq(users.id, id)),
  );
  return email;
}

const request = (ip: string, device: string | null = null) =>
  createContext(testApp.app, new Headers({ "x-real-ip": ip }), null, { device });
const home = "198.51.100.1";

/** Tries to sign in. @returns how it ended */
async function attempt(email: string, word: string, ip: string, device: string | null = null): Promise<string> {
  const outcome = await signInWithPassword(await request(ip, device), { email, password: word });
  return outcome.ok ? "ok" : outcome.reason;
}
const guess = (email: string, ip: string) => attempt(email, "wrong, quite wrong", ip);

/** Signs in from home. @returns the secret of the browser, which it keeps */
async function knownDevice(email: string): Promise<string> {
  const context = await request(home);
  expect(await signInWithPassword(context, { email, password })).toMatchObject({ ok: true });
  return context.device;
}

const pass = (seconds: number) => testApp.waitForThrottles(seconds);

const tally = (outcomes: string[]) =>
  Object.fromEntries([...Map.groupBy(outcomes, (one) => one)].map(([key, list]) => [key, list.length]));

describe("guessing", () => {
  test("one account from one network is refused after five failures, with growing waits", async () => {
    const email = await member();
    for (let n = 0; n < 5; n += 1) expect(await guess(email, home)).toBe("invalid");
    const stopped = await signInWithPassword(await request(home), { email, password });
    expect(stopped).toEqual({ ok: false, reason: "throttled", waitSeconds: 60 });
    await pass(60);
    expect(await guess(email, home)).toBe("invalid");
    const again = await signInWithPassword(await request(home), { email, password });
    expect(again).toEqual({ ok: false, reason: "throttled", waitSeconds: 120 });
    await pass(120);
    expect(await attempt(email, password, home)).toBe("ok");
  });

  test("one account from many networks is refused after twenty failures", async () => {
    const email = await member();
    const outcomes = [];
    for (let n = 0; n < 40; n += 1) outcomes.push(await guess(email, `192.0.2.${n}`));
    expect(tally(outcomes)).toEqual({ invalid: 20, throttled: 20 });
  });

  test("many accounts from one network is refused after fifty failures, and other networks are not affected", async () => {
    const email = await member();
    const outcomes = [];
    for (let n = 0; n < 70; n += 1) outcomes.push(await guess(`unknown${n}@example.test`, "192.0.2.1"));
    expect(tally(outcomes)).toEqual({ invalid: 50, throttled: 20 });
    expect(await attempt(email, password, "192.0.2.1")).toBe("throttled");
    expect(await attempt(email, password, "192.0.2.2")).toBe("ok");
  });

  test("from one IPv6 network counts as one network", async () => {
    const email = await member();
    const outcomes = [];
    for (let n = 1; n <= 8; n += 1) outcomes.push(await guess(email, `2001:db8:0:1::${n.toString(16)}`));
    expect(tally(outcomes)).toEqual({ invalid: 5, throttled: 3 });
    expect(await attempt(email, password, "2001:db8:0:2::1")).toBe("ok");
  });

  test("a hundred times concurrently gets five attempts", async () => {
    const email = await member();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => guess(email, home)));
    expect(tally(outcomes)).toEqual({ invalid: 5, throttled: 95 });
    expect(verify).toHaveBeenCalledTimes(5);
  });

  test("is counted and answered the same for an unknown email address", async () => {
    const [email, unknown] = [await member(), "unknown@example.test"];
    const outcomes = async (address: string, ip: string) => {
      const list = [];
      for (let n = 0; n < 8; n += 1) {
        testApp.statements.length = 0;
        list.push([await guess(address, ip), testApp.statements.length]);
      }
      return list;
    };
    expect(await outcomes(unknown, "192.0.2.1")).toEqual(await outcomes(email, "192.0.2.2"));
  });

  test("counts failures: a successful sign-in resets the count", async () => {
    const email = await member();
    for (let n = 0; n < 70; n += 1) expect(await attempt(email, password, home)).toBe("ok");
    for (let n = 0; n < 4; n += 1) await guess(email, home);
    expect(await attempt(email, password, home)).toBe("ok");
    for (let n = 0; n < 4; n += 1) expect(await guess(email, home)).toBe("invalid");
  });

  test("continues to be counted after a sign-in to another account", async () => {
    const own = await member();
    const outcomes = [];
    for (let n = 0; n < 70; n += 1) {
      outcomes.push(await guess(`unknown${n}@example.test`, home));
      if (n % 5 === 0) await attempt(own, password, home);
    }
    expect(tally(outcomes)).toEqual({ invalid: 50, throttled: 20 });
  });
});

describe("a thousand failures from fifty networks", { timeout: 120_000 }, () => {
  const flood = async (email: string) => {
    const outcomes = [];
    for (let n = 0; n < 1000; n += 1) outcomes.push(await guess(email, `203.0.113.${n % 50}`));
    expect(tally(outcomes)).toEqual({ invalid: 20, throttled: 980 });
  };

  test("do not lock the owner out of a known browser", async () => {
    const email = await member();
    const device = await knownDevice(email);
    await flood(email);
    expect(await attempt(email, password, home)).toBe("throttled");
    expect(await attempt(email, password, home, device)).toBe("ok");
    // Not even on the network of the failures.
    await flood(email);
    expect(await attempt(email, password, "203.0.113.1", device)).toBe("ok");
  });

  test("do not prevent a sign-in in a new browser by a link", async () => {
    const email = await member();
    await flood(email);
    const call = await testApp.as(null, undefined, { "x-real-ip": home });
    await call.auth.requestSignInLink({ email });
    const outcome = await signInWithLink(await request(home), { token: await mailedToken(testApp, email) });
    expect(outcome).toMatchObject({ ok: true, signIn: { kind: "session" } });
    // This resets the counts.
    expect(await attempt(email, password, home)).toBe("ok");
  });

  test("of requested mails leave the owner a valid link", async () => {
    const email = await member();
    for (let hour = 0; hour < 3; hour += 1) {
      for (let n = 0; n < 40; n += 1) {
        const call = await testApp.as(null, undefined, { "x-real-ip": `203.0.113.${n}` });
        if (n % 2) await call.auth.requestSignInLink({ email });
        else await call.auth.requestPasswordReset({ email });
        await call.auth.signUp({ name: "Ada", email });
      }
      const live = await testApp.app.database.transaction({}, ({ db }) =>
        db.execute(sql`select count(*)::int as count from mails join mail_links on mail_links.email = mails.to
          where mails.to = ${email} and mails.template in ('auth.signIn', 'auth.resetPassword')
            and mail_links.expires_at > now() and mails.text like '%' || mail_links.id::text || '%'`),
      );
      expect(live[0]?.count).toBeGreaterThan(0);
      await pass(1800);
      await testApp.app.database.transaction({}, ({ db }) =>
        db.execute(sql`update mail_links set expires_at = expires_at - interval '30 minutes'`),
      );
    }
  });
});

describe("a known browser", () => {
  test("has its own limit, also with a stolen cookie", async () => {
    const email = await member();
    const device = await knownDevice(email);
    const outcomes = [];
    for (let n = 0; n < 8; n += 1) outcomes.push(await attempt(email, "wrong", `192.0.2.${n}`, device));
    expect(tally(outcomes)).toEqual({ invalid: 5, throttled: 3 });
    expect(await attempt(email, password, home)).toBe("ok");
  });

  test("is known only for the accounts that have signed in there", async () => {
    const [email, other] = [await member(), await member()];
    const device = await knownDevice(email);
    for (let n = 0; n < 5; n += 1) await guess(other, home);
    expect(await attempt(other, password, home, device)).toBe("throttled");
  });

  test("is known for a year, by a secret that is stored as a hash", async () => {
    const email = await member();
    const device = await knownDevice(email);
    for (let n = 0; n < 5; n += 1) await guess(email, home);
    expect(await attempt(email, password, home, device)).toBe("ok");
    const rows = await testApp.app.database.transaction({}, ({ db }) => db.select().from(knownDevices));
    expect(JSON.stringify(rows)).not.toContain(device);
    await testApp.app.database.transaction({}, ({ db }) => db.update(knownDevices).set({ expiresAt: new Date() }));
    for (let n = 0; n < 5; n += 1) await guess(email, home);
    expect(await attempt(email, password, home, device)).toBe("throttled");
  });

  test("is forgotten after a new password, which also resets the counts", async () => {
    const email = await member();
    const device = await knownDevice(email);
    for (let n = 0; n < 5; n += 1) await guess(email, home);
    const call = await testApp.as(null, undefined, { "x-real-ip": home });
    await call.auth.requestPasswordReset({ email });
    await call.auth.resetPassword({ token: await mailedToken(testApp, email), password: "another brand new word" });
    for (let n = 0; n < 5; n += 1) expect(await attempt(email, "wrong", home, device)).toBe("invalid");
    expect(await attempt(email, "another brand new word", home, device)).toBe("throttled");
  });
});

test("unknown API keys are limited by network, and valid ones are not affected", async () => {
  const { members, slug } = await testApp.tenant("acme", "owner");
  const { key } = await members.owner.call.apiKeys.create({
    name: "Key",
    permissions: ["roles.read"],
    expiresInDays: 7,
  });
  const list = async (bearer: string, ip: string) => {
    const call = await testApp.as(null, slug, { authorization: `Bearer ${bearer}`, "x-real-ip": ip });
    return call.roles.list();
  };
  const wrong = (n: number) => `${key.slice(0, -4)}${String(n).padStart(4, "0")}`;
  const outcomes = [];
  for (let n = 0; n < 30; n += 1) outcomes.push((await refusal(list(wrong(n), `2001:db8::${n}`))).code);
  expect(tally(outcomes)).toEqual({ UNAUTHORIZED: 20, TOO_MANY_REQUESTS: 10 });
  expect((await refusal(list(wrong(1), "192.0.2.1"))).code).toBe("UNAUTHORIZED");
  expect(await list(key, "2001:db8::1")).toHaveProperty("items");
});
