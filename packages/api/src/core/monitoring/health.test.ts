import { connect } from "@waybill/db";
import { postgres as connectAs } from "@waybill/db/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { diagnose } from "../../doctor/index.ts";
import { createCaller } from "../../root.ts";
import { TestApp } from "../../testing.ts";
import { createContext } from "../procedures/request.ts";
import { Health, type HealthOptions } from "./health.ts";

let testApp: TestApp;
let postgres: Awaited<ReturnType<typeof TestApp.withPostgres>>["postgres"];
beforeAll(async () => {
  ({ testApp, postgres } = await TestApp.withPostgres({ UNHEALTHY_SECONDS: "1", DATABASE_WAIT_SECONDS: "2" }));
}, 120_000);
afterEach(() => {
  testApp.app.health?.stop();
  testApp.app.health = null;
});
afterAll(async () => {
  await testApp.close();
  await postgres.remove();
});

/** Looks after the app often. @returns how it is, and the reasons for which it was to end */
function monitorProcess(more: Partial<HealthOptions> = {}) {
  const ends: string[] = [];
  const health = new Health(testApp.app, {
    work: () => null,
    listening: () => null,
    direct: () => connect(testApp.app.settings, { max: 1, waitSeconds: 2 }),
    migration: { name: "0001_first", at: 1 },
    end: (reason) => ends.push(reason),
    everyMs: 50,
    ...more,
  });
  testApp.app.health = health;
  return { health, ends, until: (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 50 }) };
}

const publicHealth = async () =>
  createCaller(await createContext(testApp.app, new Headers(), null))
    .system.health()
    .then(
      ({ status }) => status,
      (error) => `${error.code}: ${error.message}`,
    );

describe("a process", () => {
  test("is ready after the first answer of its database, and reports the time of the last one", async () => {
    const { health, until } = monitorProcess();
    expect(health.state).toMatchObject({ ready: false, parts: { database: "It has not been checked yet." } });
    await until(() => expect(health.state).toMatchObject({ ready: true, unableSeconds: 0 }));
    expect(health.state.lastQuerySeconds).not.toBeNull();
    expect(await publicHealth()).toBe("ok");
  });

  test("without its database is not ready, ends with the reason after a while, and its successor waits for the database", async () => {
    const { health, ends, until } = monitorProcess();
    await until(() => expect(health.state.ready).toBe(true));
    await postgres.stop();
    await until(() =>
      expect(health.state.parts.database).toMatch(/^The database is not responding: connection refused at /),
    );
    expect(await publicHealth()).toMatch(/^SERVICE_UNAVAILABLE: /);
    await until(() => expect(ends).toHaveLength(1));
    expect(ends[0]).toMatch(/could not serve for \d+ s, and ends.* A new connection to the database fails too/s);
    expect(health.live).toBe(false);

    const next = monitorProcess();
    await next.until(() => expect(next.health.state.unableSeconds).toBeGreaterThanOrEqual(3));
    expect(next.health.live).toBe(true);
    await postgres.restart();
    await next.until(() => expect(next.health.state).toMatchObject({ ready: true }));
    expect(next.ends).toEqual([]);
  }, 60_000);

  test("with a silent database reports that during the wait, but not the wait of callers", async () => {
    const { health, ends, until } = monitorProcess({ everyMs: 200 });
    await until(() => expect(health.state.ready).toBe(true));
    const wake = postgres.suspend();
    try {
      await until(() => expect(health.state.parts.database).toBe("The database has not responded for 3 s."));
      const { checks } = health;
      expect(health.state.ready).toBe(false);
      expect(await publicHealth()).toBe("SERVICE_UNAVAILABLE: The process cannot serve: database.");
      // The look that found it still waits.
      expect(health.checks).toBe(checks);
    } finally {
      wake();
    }
    await until(() => expect(health.state).toMatchObject({ ready: true, unableSeconds: 0 }));
    expect(ends).toEqual([]);
  }, 60_000);

  test("without a health check tests its database on request", async () => {
    expect(await publicHealth()).toBe("ok");
    await postgres.stop();
    expect(await publicHealth()).toBe("SERVICE_UNAVAILABLE: The process cannot serve: database.");
    await postgres.restart();
    await vi.waitFor(async () => expect(await publicHealth()).toBe("ok"), { timeout: 20_000, interval: 50 });
  });

  test("exits if its connections fail while a new one works, even if it never served", async () => {
    const ping = vi.spyOn(testApp.app.database, "ping").mockRejectedValue(new Error("the pool is stuck"));
    const { ends, until } = monitorProcess();
    await until(() => expect(ends).toHaveLength(1));
    expect(ends[0]).toMatch(/the pool is stuck.* A new connection to the database works\./s);
    ping.mockRestore();
  });

  test("is healthy while its connections are busy with answered work", async () => {
    const ping = vi.spyOn(testApp.app.database, "ping").mockImplementation(async () => {
      testApp.app.answeredAt = performance.now();
      throw new Error("no connection came free");
    });
    const { health, ends, until } = monitorProcess();
    await until(() => expect(ping.mock.calls.length).toBeGreaterThan(5));
    expect(health.state.parts.database).toBeNull();
    expect(ends).toEqual([]);
    ping.mockRestore();
  });

  test("on an outdated database is not ready, and waits for the migration instead of ending", async () => {
    const migration = { name: "9999_future", at: 4_102_444_800_000 };
    const { health, ends, until } = monitorProcess({ migration });
    await until(() => expect(health.state.unableSeconds).toBeGreaterThanOrEqual(3));
    expect(health.state.parts).toMatchObject({
      database: null,
      schema: "The database lacks the migration 9999_future, which this version needs. Run: npm run db:migrate",
    });
    expect(ends).toEqual([]);
    const owner = connectAs(testApp.urls.ownerUrl, { max: 1 });
    await owner`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', ${migration.at})`;
    await owner.end();
    await until(() => expect(health.state.ready).toBe(true));
  });

  test.each([
    ["a superuser", "alter role waybill_app superuser", "alter role waybill_app nosuperuser", "is a superuser"],
    [
      "a login with BYPASSRLS",
      "alter role waybill_app bypassrls",
      "alter role waybill_app nobypassrls",
      "has BYPASSRLS",
    ],
    [
      "a member of the backup role",
      "grant waybill_backup to waybill_app",
      "revoke waybill_backup from waybill_app",
      "is a member of waybill_backup",
    ],
  ])(
    "with the login of %s ends with advice, because row-level security would not apply",
    async (_what, change, undo, says) => {
      const owner = connectAs(testApp.urls.ownerUrl, { max: 1 });
      await owner.unsafe(change);
      try {
        const { ends, until } = monitorProcess();
        await until(() => expect(ends).toHaveLength(1));
        expect(ends[0]).toContain(
          `row-level security does not hold for its login waybill_app, which ${says}. Give DATABASE_URL a login of its own`,
        );
        const rights = (await diagnose(testApp.app)).find(({ check }) => check === "rights");
        expect(rights).toMatchObject({
          state: "wrong",
          message: `waybill_app bypasses row-level security: it ${says}`,
        });
      } finally {
        await owner.unsafe(undo);
        await owner.end();
      }
    },
  );

  test("serves with a login that owns tables, and warns once with advice", async () => {
    const owner = connectAs(testApp.urls.ownerUrl, { max: 1 });
    const [before] =
      await owner`select pg_get_userbyid(relowner) as name from pg_class where oid = 'activity'::regclass`;
    await owner`alter table activity owner to waybill_app`;
    const warn = vi.spyOn(testApp.app.log, "warn");
    try {
      const { health, ends, until } = monitorProcess();
      await until(() => expect(health.checks).toBeGreaterThan(3));
      expect([health.state.ready, ends]).toEqual([true, []]);
      const warnings = warn.mock.calls.map(([first]) => String(first)).filter((line) => line.includes("owns tables"));
      expect(warnings).toEqual([
        expect.stringMatching(/^The login waybill_app owns tables\. Give DATABASE_URL a login of its own/),
      ]);
    } finally {
      warn.mockRestore();
      await owner.unsafe(`alter table activity owner to "${before?.name}"`);
      await owner.end();
    }
  });

  test("is not ready while its listener is broken; before its first connection it is ready", async () => {
    let listening: boolean | null = null;
    const { health, until } = monitorProcess({ listening: () => listening });
    await until(() => expect(health.state.ready).toBe(true));
    listening = true;
    await testApp.app.database.ping();
    await until(() => expect(health.state.ready).toBe(true));
    const looked = health.checks;
    await until(() => expect(health.checks).toBeGreaterThan(looked + 1));
    listening = false;
    expect(health.state).toMatchObject({ ready: false, parts: { listener: expect.stringContaining("is broken") } });
    listening = true;
    expect(health.state.ready).toBe(true);
  });

  test("during the shutdown is not ready, and is not ended for that", async () => {
    let work: string | null = null;
    const { health, ends, until } = monitorProcess({ work: () => work });
    await until(() => expect(health.state.ready).toBe(true));
    work = "It is about to end.";
    expect(health.state.ready).toBe(false);
    expect(await publicHealth()).toBe("SERVICE_UNAVAILABLE: The process cannot serve: work.");
    const looked = health.checks;
    await until(() => expect(health.checks).toBeGreaterThan(looked + 25));
    expect(health.state.unableSeconds).toBe(0);
    expect(ends).toEqual([]);
  });
});
