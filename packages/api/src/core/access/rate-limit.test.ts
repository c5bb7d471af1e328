import { throttles } from "@waybill/db/core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TestApp } from "../../testing.ts";
import { system, unitOfWork } from "../work/unit-of-work.ts";
import { admit, type KeyedRateLimit, resetLimits, uncount } from "./rate-limit.ts";

let testApp: TestApp;
beforeAll(async () => {
  testApp = await TestApp.start();
});
beforeEach(async () => {
  await testApp.app.database.transaction({}, ({ db }) => db.delete(throttles));
});

type Context = Parameters<typeof admit>[0];
const work = <T>(body: (ctx: Context) => Promise<T>) =>
  unitOfWork(testApp.app, { requestId: "r", log: testApp.app.log, user: null, actor: system }, {}, ({ context }) =>
    body(context),
  );
const limit = (key: string, pace: Partial<KeyedRateLimit> = {}): KeyedRateLimit => ({
  ...{ key, burst: 3, expirySeconds: 3600, firstSeconds: 60, maxSeconds: 600 },
  ...pace,
});
const once = (...limits: KeyedRateLimit[]) => work((ctx) => admit(ctx, limits));
const pass = (seconds: number) => testApp.waitForThrottles(seconds);
const many = async (times: number, ...limits: KeyedRateLimit[]) => {
  const outcomes = await Promise.all(Array.from({ length: times }, () => once(...limits)));
  return outcomes.filter(({ ok }) => ok).length;
};

describe("a rate limit", () => {
  test("admits its burst, then one attempt after each wait, which doubles up to the maximum", async () => {
    expect(await many(3, limit("a"))).toBe(3);
    const waits = [];
    for (let time = 0; time < 6; time += 1) {
      const refused = await once(limit("a"));
      const waited = refused.ok ? 0 : refused.waitSeconds;
      waits.push(waited);
      await pass(waited);
      expect(await once(limit("a"))).toEqual({ ok: true });
    }
    expect(waits).toEqual([60, 120, 240, 480, 600, 600]);
  });

  test("admits no more concurrent attempts than sequential ones", async () => {
    expect(await many(100, limit("a"), limit("b", { burst: 50 }))).toBe(3);
    expect(await many(100, limit("b", { burst: 50 }))).toBe(47);
  });

  test("counts each key separately", async () => {
    await many(10, limit("a"));
    expect(await once(limit("b"))).toEqual({ ok: true });
  });

  test("counts nothing if another limit refuses", async () => {
    await many(10, limit("narrow"));
    for (let time = 0; time < 10; time += 1) {
      expect(await once(limit("narrow"), limit("wide"))).toMatchObject({ ok: false });
    }
    expect(await many(10, limit("wide"))).toBe(3);
  });

  test("lets attempts expire one by one", async () => {
    await many(3, limit("a", { expirySeconds: 100 }));
    await pass(99);
    expect(await many(10, limit("a", { expirySeconds: 100 }))).toBe(1);
    await pass(100_000);
    expect(await many(10, limit("a", { expirySeconds: 100 }))).toBe(3);
  });

  test("can remove one attempt, or all", async () => {
    await once(limit("a"));
    await once(limit("a"));
    await once(limit("a"));
    await work((ctx) => uncount(ctx, [limit("a")]));
    expect(await many(10, limit("a"))).toBe(1);
    await work((ctx) => resetLimits(ctx, [limit("a")]));
    expect(await many(10, limit("a"))).toBe(3);
  });

  test("needs one statement for any number of limits", async () => {
    testApp.statements.length = 0;
    await once(limit("a"), limit("b"), limit("c"));
    expect(testApp.statements.filter((text) => text.includes("throttles"))).toHaveLength(1);
  });

  test("stores its key only as a hash", async () => {
    await once(limit("sign-in ada@example.test"));
    const rows = await testApp.app.database.transaction({}, ({ db }) => db.select().from(throttles));
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/ada@|example/);
  });
});
