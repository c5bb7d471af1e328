import { setTimeout as sleep } from "node:timers/promises";
import { jobs } from "@waybill/db/core";
import { postgres } from "@waybill/db/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import {
  accessOf,
  defineJob,
  defineSchedule,
  type GivenUp,
  type JobContext,
  type JobDefinition,
  PermanentJobError,
  type TenantContext,
} from "./core/index.ts";
import { tenantContextOf } from "./core/work/tenant-context.ts";
import { unitOfWork } from "./core/work/unit-of-work.ts";
import { TestApp } from "./testing.ts";
import { startWorker, type Worker } from "./worker.ts";

// The real queue with a worker in this process. Tests that kill a worker are in apps/worker.

let testApp: TestApp;
let worker: Worker;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "admin");

let handler: (job: JobContext<{ n: number }>) => Promise<unknown>;
const input = z.object({ n: z.number() });
/** The jobs that were given up, and why. */
const givenUp = new Map<string, string>();
const recordGivenUp = async (_ctx: TenantContext, { id, reason }: GivenUp<unknown>) => void givenUp.set(id, reason);
const one = defineJob({
  ...{
    name: "test.one",
    title: "One",
    readBy: "jobs.read",
    input,
    onGiveUp: recordGivenUp,
    retry: { limit: 1, delaySeconds: 0 },
  },
  run: (job) => handler(job),
});
const many = defineJob({
  ...{ name: "test.many", title: "Many", readBy: "jobs.read", input, onGiveUp: recordGivenUp },
  retry: { limit: 1, delaySeconds: 0 },
  timeoutSeconds: 32,
  run: (job) => handler(job),
});
const slow = defineJob({
  ...{ name: "test.slow", title: "Slow", readBy: "jobs.read", input, onGiveUp: recordGivenUp },
  run: (job) => handler(job),
});
/** The callers of the scheduled job, which no test queues. */
const scheduledRuns: unknown[] = [];
const scheduled = defineJob({
  ...{ name: "test.scheduled", title: "Scheduled", readBy: "jobs.read", input, onGiveUp: recordGivenUp },
  async run({ tenant, transaction }) {
    scheduledRuns.push([tenant?.slug, await transaction(async ({ user }) => user)]);
  },
});
const byTheClock = defineSchedule({
  name: "test.clock",
  title: "By the clock",
  cron: "0 3 * * *",
  job: scheduled,
  input: { n: 0 },
});

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue", JOBS_MONITOR_SECONDS: "1", JOBS_CONCURRENCY: "3" });
  const { registry } = testApp.app;
  for (const job of [one, many, slow, scheduled]) registry.jobs.set(job.name, job);
  registry.schedules.set(byTheClock.name, byTheClock);
  acme = await make();
  worker = await startWorker(testApp.app);
});
afterAll(async () => {
  await worker.stop();
  await testApp.app.queue.close();
});
beforeEach(() => {
  handler = async () => undefined;
});

/** Runs a unit of work as the admin. */
function asAdmin<T>(body: (ctx: TenantContext) => Promise<T>, of = acme): Promise<T> {
  const user = { ...of.members.admin, name: "Admin", emailVerified: true, language: null, operator: false };
  const tenant = { id: of.id, slug: of.slug, name: of.slug, timeZone: "UTC", version: 1, modulesOff: [] };
  const origin = { requestId: "r", log: testApp.app.log, user, actor: { kind: "user", id: null, ip: null } } as const;
  return unitOfWork(testApp.app, origin, { tenantId: of.id }, (work) =>
    body(tenantContextOf(testApp.app, work, tenant, accessOf([], new Set(), user.id))),
  );
}

const enqueue = (n: number, options = {}) => asAdmin(({ jobs: queue }) => queue.enqueue(one, { n }, options));
const jobOf = (id: string) => acme.members.admin.call.jobs.byId({ id });
const until = (id: string, state: string) =>
  vi.waitFor(async () => expect((await jobOf(id)).state).toBe(state), { timeout: 20_000, interval: 50 });

describe("the end of a job that cannot be recorded", () => {
  test("causes no second run, and is recorded later", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
    await owner.unsafe(`
      create function refuse_end() returns trigger language plpgsql as $$ begin raise 'no end today'; end $$;
      create trigger refuse_end before update on jobs for each row when (new.state = 'done') execute function refuse_end()`);
    let runs = 0;
    handler = async () => {
      runs += 1;
    };
    const id = await enqueue(1);
    await vi.waitFor(() => expect(runs).toBe(1), 10_000);
    const [ended] = await vi.waitFor(async () => {
      const rows = await owner`select state from pgboss.job where id = ${id}`;
      expect(rows[0]?.state).toBe("completed");
      return rows;
    }, 10_000);
    expect((await jobOf(id)).state).toBe("running");
    await owner.unsafe("drop trigger refuse_end on jobs");
    await until(id, "done");
    expect([ended?.state, runs]).toEqual(["completed", 1]);
    await owner.end();
  });

  test("in the queue is logged, and causes no second run", async () => {
    const logged = vi.spyOn(testApp.app.log, "error");
    const messages = () =>
      logged.mock.calls
        .map((call): unknown[] => call)
        .filter(([fields]) => String(Reflect.get(Object(fields), "err")).includes("refused here"));
    const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
    await owner.unsafe(`
      create function refuse_completion() returns trigger language plpgsql as $$ begin raise 'refused here'; end $$;
      create trigger refuse_completion before update on pgboss.job for each row
        when (new.name = 'test.one' and new.state = 'completed') execute function refuse_completion()`);
    let runs = 0;
    handler = async () => {
      runs += 1;
    };
    const id = await enqueue(1);
    await vi.waitFor(() => expect(messages().map(([, message]) => message)).toContain("queue error"), 20_000);
    await owner.unsafe("drop trigger refuse_completion on pgboss.job");
    await vi.waitFor(async () => {
      const [row] = await owner`select state from pgboss.job where id = ${id}`;
      expect(["completed", "failed"]).toContain(row?.state);
    }, 20_000);
    expect([(await jobOf(id)).state, runs]).toEqual(["done", 1]);
    logged.mockRestore();
    await owner.end();
  });
});

describe("the queue", () => {
  test("runs a job with the current permissions of its user", async () => {
    let may: boolean | undefined;
    handler = ({ transaction }) =>
      transaction(async ({ can }) => {
        may = can("roles.read");
      });
    await until(await enqueue(1), "done");
    expect(may).toBe(true);
  });

  test("notifies a running job of its cancellation", async () => {
    let noticed: string | undefined;
    handler = async ({ progress }) => {
      for (let done = 0; ; done += 1) {
        await progress(done, 1000).catch((error) => {
          noticed = error.name;
          throw error;
        });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const id = await enqueue(1);
    await until(id, "running");
    await acme.members.admin.call.jobs.cancel({ id });
    await vi.waitFor(() => expect(noticed).toBe("JobCancelled"));
  });

  test("does not retry a permanent failure, and retries another up to its limit, then on request", async () => {
    let attempts = 0;
    handler = async ({ input: { n } }) => {
      attempts += 1;
      if (n === 1) throw new PermanentJobError("Never");
      if (attempts < 3) throw new Error("Not today");
    };
    const permanent = await enqueue(1);
    await until(permanent, "failed");
    expect(attempts).toBe(1);
    attempts = 0;
    const failed = await enqueue(2);
    await until(failed, "failed");
    expect(attempts).toBe(2);
    await acme.members.admin.call.jobs.retry({ id: failed });
    await until(failed, "done");
    expect(attempts).toBe(3);
  });

  test("retries a job after its last attempt is recorded, and refuses it otherwise", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    handler = async () => {
      throw new PermanentJobError("Never");
    };
    const id = await enqueue(1);
    await until(id, "failed");
    const inQueue = (state: string) => owner`update pgboss.job set state = ${state} where id = ${id} returning id`;
    await vi.waitFor(async () =>
      expect(await owner`select from pgboss.job where id = ${id} and state = 'failed'`).toHaveLength(1),
    );
    handler = async () => {};
    await inQueue("active");
    const retry = () => acme.members.admin.call.jobs.retry({ id });
    await expect(retry()).rejects.toThrow("has not ended yet");
    expect((await jobOf(id)).state).toBe("failed");
    const retried = retry();
    // It has looked, and found the job at work.
    await vi.waitFor(async () =>
      expect(
        await owner`
          select from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction' and query like '%pgboss.job%'`,
      ).not.toHaveLength(0),
    );
    await inQueue("failed");
    await retried;
    await until(id, "done");
    await owner.end();
  });

  test.each([
    ["failed", "failed", "The worker stopped during the last attempt of this job."],
    ["cancelled", "cancelled", "The job was cancelled."],
  ])("ends a job for its tenant if the queue reports it as %s", async (inQueue, state, reason) => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const id = await enqueue(1, { startAfterSeconds: 3600 });
    await owner`update pgboss.job set state = ${inQueue}, completed_on = now() where id = ${id}`;
    await until(id, state);
    expect(givenUp.get(id)).toBe(reason);
    expect((await jobOf(id)).lines.map(({ line }) => line)).toEqual([reason]);
    await owner.end();
  });

  test("ends a job for its tenant if the queue has lost it, and keeps waiting ones", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const lost = await enqueue(1, { startAfterSeconds: 3600 });
    const waits = await enqueue(2, { startAfterSeconds: 3600 });
    await owner`delete from pgboss.job where id = ${lost}`;
    await owner`update jobs set attempts = 1, state = 'retrying' where tenant_id = ${acme.id} and id = ${lost}`;
    expect(await testApp.app.clients.reconciler.reconcileAll()).toBeGreaterThan(0);
    expect(await jobOf(lost)).toMatchObject({ state: "failed", error: "The queue has lost this job." });
    expect(givenUp.get(lost)).toBe("The queue has lost this job.");
    expect((await jobOf(waits)).state).toBe("queued");
    await acme.members.admin.call.jobs.cancel({ id: waits });
    await owner.end();
  });

  test("queues a job again if it was lost before its start", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const [lost, old] = [await enqueue(1, { startAfterSeconds: 3600 }), await enqueue(2, { startAfterSeconds: 3600 })];
    await owner`delete from pgboss.job where id in ${owner([lost, old])}`;
    await owner`update jobs set created_at = now() - interval '25 hours' where tenant_id = ${acme.id} and id = ${old}`;
    await testApp.app.clients.reconciler.reconcileAll();
    await until(lost, "done");
    expect(givenUp.has(lost)).toBe(false);
    // A job of yesterday is not queued again.
    expect(await jobOf(old)).toMatchObject({ state: "failed", error: "The queue has lost this job." });
    await owner.end();
  });

  test("ends a job even if its dependents cannot be notified", async () => {
    const callback = vi.spyOn(one.onGiveUp as { call: () => Promise<void> }, "call").mockRejectedValue(new Error("No"));
    handler = async () => {
      throw new PermanentJobError("Never");
    };
    const id = await enqueue(1);
    await until(id, "failed");
    expect(callback).toHaveBeenCalled();
    callback.mockRestore();
  });

  test("refreshes its statistics after a burst of jobs, so that each is found at once", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const analyzed = async () => {
      const [row] =
        await owner`select sum(analyze_count) filter (where schemaname = 'pgboss' and relname like 'job%')::int as queue,
          sum(analyze_count) filter (where schemaname = 'public' and relname = 'jobs')::int as seen from pg_stat_user_tables`;
      return { queue: Number(row?.queue), seen: Number(row?.seen) };
    };
    const before = await analyzed();
    await asAdmin(({ jobs: queue }) =>
      queue.enqueueEach(Array.from({ length: 1000 }, (_, n) => ({ job: many as JobDefinition, input: { n } }))),
    );
    await vi.waitFor(
      async () => {
        const { queue, seen } = await analyzed();
        expect(queue).toBeGreaterThan(before.queue);
        expect(seen).toBeGreaterThan(before.seen);
      },
      { timeout: 10_000 },
    );
    await vi.waitFor(
      async () => {
        const rows = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
          db.select({ state: jobs.state }).from(jobs).where(eq(jobs.name, many.name)),
        );
        expect(rows.filter(({ state }) => state === "queued" || state === "running")).toEqual([]);
      },
      { timeout: 30_000, interval: 200 },
    );
    await owner.end();
  });

  describe("under a backlog", { timeout: 90_000 }, () => {
    let owner: ReturnType<typeof postgres>;
    beforeAll(() => {
      owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    });
    beforeEach(async () => {
      await owner`delete from pgboss.job where name = ${many.name}`;
    });
    afterAll(() => owner.end());

    const enqueueMany = (count: number) =>
      asAdmin(({ jobs: queue }) =>
        queue.enqueueEach(Array.from({ length: count }, (_, n) => ({ job: many as JobDefinition, input: { n } }))),
      );
    /** Waits until all have ended. @returns how many did, and at how many moments */
    const allEnded = (name = many.name) =>
      vi.waitFor(
        async () => {
          const [row] = await owner`
            select count(*)::int as jobs, count(distinct completed_on)::int as moments,
              count(*) filter (where state not in ('completed', 'failed'))::int as open
            from pgboss.job where name = ${name}`;
          expect(row?.open).toBe(0);
          return { jobs: Number(row?.jobs), moments: Number(row?.moments) };
        },
        { timeout: 60_000, interval: 100 },
      );

    test("short jobs are recorded together, each with its outcome; a failed one is retried alone", async () => {
      const runs = new Map<number, number>();
      handler = async ({ input: { n } }) => {
        runs.set(n, (runs.get(n) ?? 0) + 1);
        if (n % 100 === 7) throw new PermanentJobError("Never");
        if (n % 100 === 9) throw new Error("Not today");
        return { n };
      };
      const ids = await enqueueMany(600);
      const { jobs: count, moments } = await allEnded();
      expect(count).toBe(600);
      expect(moments).toBeLessThan(300);
      expect([...runs.values()].filter((times) => times === 1)).toHaveLength(594);
      expect([...runs].filter(([, times]) => times === 2).map(([n]) => n % 100)).toEqual(Array(6).fill(9));
      const rows = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
        db.select({ id: jobs.id, state: jobs.state, result: jobs.result }).from(jobs).where(eq(jobs.name, many.name)),
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      expect(ids.map((id) => byId.get(id))).toEqual(
        ids.map((id, n) =>
          n % 100 === 7 || n % 100 === 9 ? { id, state: "failed", result: null } : { id, state: "done", result: { n } },
        ),
      );
    });

    test.each([
      ["a hanging job", 1],
      ["more hanging jobs than slots", 8],
    ])("%s: the rest of the batch runs and is recorded", async (_, hanging) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      // Late enough for batches to have started.
      handler = ({ input: { n } }) => (n >= 950 && n < 950 + hanging ? promise : Promise.resolve());
      await enqueueMany(1000);
      const open = () => owner`select from jobs where name = ${many.name} and state in ('queued', 'running')`;
      const active = () => owner`select from pgboss.job where name = ${many.name} and state <> 'completed'`;
      const both = () => Promise.all([open(), active()]).then((each) => each.map(({ length }) => length));
      await vi.waitFor(async () => expect(await both()).toEqual([hanging, hanging]), {
        timeout: 80_000,
        interval: 100,
      });
      resolve();
      await allEnded();
      expect(await both()).toEqual([0, 0]);
    });

    test("a job whose data cannot be read fails alone", async () => {
      handler = async () => {};
      await enqueueMany(300);
      const broken = await owner`
        update pgboss.job set data = '{}' where name = ${many.name} and data -> 'input' ->> 'n' = '290' returning id`;
      await allEnded();
      const failed = await owner`select id from pgboss.job where name = ${many.name} and state = 'failed'`;
      expect(failed).toEqual(broken);
      expect(broken).toHaveLength(1);
    });

    test("jobs of another tenant do not wait for it", async () => {
      const globex = await testApp.tenant("globex", "admin");
      let started = 0;
      /** The number of started jobs of the backlog at the start of each of the other tenant's jobs. */
      const before: number[] = [];
      handler = async ({ tenant }) => {
        if (tenant?.slug === "globex") before.push(started);
        else started += 1;
      };
      await enqueueMany(3000);
      await vi.waitFor(() => expect(started).toBeGreaterThan(300), { timeout: 30_000, interval: 5 });
      const committed = started;
      await asAdmin(
        ({ jobs: queue }) =>
          queue.enqueueEach(Array.from({ length: 30 }, (_, n) => ({ job: many as JobDefinition, input: { n } }))),
        globex,
      );
      await vi.waitFor(() => expect(before).toHaveLength(30), { timeout: 30_000, interval: 5 });
      // Two batches may have been fetched, and two more while the transaction was open.
      expect(Math.max(...before) - committed).toBeLessThan(1000);
      await allEnded();
    });

    test("a result that cannot be written as JSON is left out, and its batch is recorded", async () => {
      const runs = new Map<number, number>();
      handler = async ({ input: { n } }) => {
        runs.set(n, (runs.get(n) ?? 0) + 1);
        return n === 250 ? 1n : n === 251 ? "\u0000" : { n };
      };
      const ids = await enqueueMany(300);
      await allEnded();
      expect([...runs.values()].every((times) => times === 1)).toBe(true);
      const rows = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
        db.select({ id: jobs.id, result: jobs.result }).from(jobs).where(eq(jobs.state, "done")),
      );
      const results = new Map(rows.map(({ id, result }) => [id, result]));
      expect(ids.slice(249, 253).map((id) => results.get(id))).toEqual([{ n: 249 }, null, "\ufffd", { n: 252 }]);
    });

    test("a failed job of a batch is retried while another one hangs", async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let runs = 0;
      handler = async ({ input: { n } }) => {
        if (n === 950) await promise;
        if (n !== 951) return;
        runs += 1;
        if (runs === 1) throw new Error("Not today");
      };
      await enqueueMany(1000);
      await vi.waitFor(() => expect(runs).toBe(2), { timeout: 6000, interval: 20 });
      resolve();
      await allEnded();
    });

    test("jobs of another tenant run while all of its jobs hang", async () => {
      const initech = await testApp.tenant("initech", "admin");
      const { promise, resolve } = Promise.withResolvers<void>();
      let [ran, hanging] = [0, 0];
      handler = async ({ tenant, input: { n } }) => {
        if (tenant?.slug === "initech") ran += 1;
        else if (n >= 2000) {
          hanging += 1;
          await promise;
        }
      };
      await enqueueMany(2500);
      await vi.waitFor(() => expect(hanging).toBeGreaterThanOrEqual(2), { timeout: 30_000, interval: 5 });
      // An idle slot looks for jobs every two seconds: it would hang, too.
      await sleep(2500);
      // Many enough for a backlog of their own: batches, whose slots hang, do not start again.
      const count = 100;
      await asAdmin(
        ({ jobs: queue }) =>
          queue.enqueueEach(Array.from({ length: count }, (_, n) => ({ job: many as JobDefinition, input: { n } }))),
        initech,
      );
      await vi.waitFor(() => expect(ran).toBe(count), { timeout: 4000, interval: 5 });
      resolve();
      await allEnded();
    });

    test("batches become smaller when jobs take longer", async () => {
      handler = ({ input: { n } }) => (n < 300 ? Promise.resolve() : sleep(20));
      await enqueueMany(800);
      await allEnded();
      const [batch] = await owner`
        select max(jobs)::int as most from (select count(*) as jobs from pgboss.job
          where name = ${many.name} and (data -> 'input' ->> 'n')::int >= 600 group by started_on) as batches`;
      // Two handlers run at a time: a batch of 100 would take a second.
      expect(batch?.most).toBeGreaterThanOrEqual(10);
      expect(batch?.most).toBeLessThanOrEqual(20);
    });

    test("long jobs are fetched one at a time", async () => {
      handler = () => new Promise((resolve) => setTimeout(resolve, 250));
      await asAdmin(({ jobs: queue }) =>
        queue.enqueueEach(Array.from({ length: 26 }, (_, n) => ({ job: slow as JobDefinition, input: { n } }))),
      );
      const { jobs: count, moments } = await allEnded(slow.name);
      expect(count).toBe(26);
      expect(moments).toBeGreaterThan(22);
    });
  });

  test("has metrics of waiting jobs", async () => {
    await enqueue(1, { startAfterSeconds: 3600 });
    await vi.waitFor(
      async () => {
        const { text } = await testApp.app.metrics.read();
        expect(text).toMatch(
          /waybill_queue_depth\{[^}]*queue="test.one"[^}]*state="deferred"[^}]*\} 1|waybill_queue_depth\{[^}]*queue="test.one",state="deferred"\} 1/,
        );
        expect(text).toMatch(/waybill_job_duration_seconds_count\{[^}]*job="test.one",outcome="done"\} [1-9]/);
      },
      { timeout: 15_000, interval: 500 },
    );
  });
});

test("the scheduler queues a tenant's job when it is due, in its time zone, and not while it is off", async () => {
  const set = (enabled: boolean, version: number) =>
    acme.members.admin.call.jobs.setSchedule({ name: byTheClock.name, cron: "* * * * *", enabled, version });
  await set(true, 0);
  await vi.waitFor(() => expect(scheduledRuns).toEqual([["acme", null]]), { timeout: 110_000, interval: 500 });
  await set(false, 1);
  const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  await vi.waitFor(async () =>
    expect(await owner`select 1 from pgboss.schedule where name = 'schedules.fire'`).toEqual([]),
  );
  await owner.end();
}, 120_000);
