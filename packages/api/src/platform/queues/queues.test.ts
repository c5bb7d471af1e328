import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jobs } from "@waybill/db/core";
import { postgres } from "@waybill/db/testing";
import { users } from "@waybill/db/users";
import { eq, getTableColumns } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { issuesOf } from "../../core/errors.ts";
import {
  accessOf,
  defineJob,
  type JobContext,
  type JobDefinition,
  PermanentJobError,
  type TenantContext,
} from "../../core/index.ts";
import * as queueTables from "../../core/jobs/queue-tables.ts";
import type { StreamAccess } from "../../core/live/stream-access.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { system, unitOfWork } from "../../core/work/unit-of-work.ts";
import { type NotesApp, startWithNotes } from "../../testing/notes/index.ts";
import { callByName, proceduresFor } from "../../testing/procedures.ts";
import { refusal } from "../../testing.ts";
import { startWorker, type Worker } from "../../worker.ts";

// The operators' view of the real queue and their actions, with a worker in this process.

let testApp: NotesApp;
let worker: Worker;
let owner: ReturnType<typeof postgres>;
let operator: Awaited<ReturnType<NotesApp["as"]>>;
let olga: Awaited<ReturnType<NotesApp["user"]>>;
type Tenant = Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = (slug: string) => testApp.tenant(slug, "admin");

/** A text in inputs, results and errors of tenants' jobs, which operators must not see. */
const marker = "Globex-Confidential";
const given = (n: number) => ({ n, secret: marker });
type Handler = (job: JobContext<ReturnType<typeof given>>) => Promise<unknown>;
const done: Handler = async () => ({ answer: marker });
const refused: Handler = async () => {
  throw new PermanentJobError(`${marker}: no van`);
};

/** The handlers of the test's job types; by default a job succeeds. */
const handlers = new Map<string, Handler>();
const makeJob = (name: string) =>
  defineJob({
    ...{ name, title: `Title of ${name}`, input: z.object({ n: z.number(), secret: z.string() }) },
    readBy: "jobs.read",
    onGiveUp: { noDependents: "It is a test." },
    retry: { limit: 0, delaySeconds: 0 },
    run: (job) => (handlers.get(name) ?? done)(job),
  });
/** Job types that no test has used yet. */
const spare = Array.from({ length: 17 }, (_, index) => makeJob(`test.type${index}`));
function freshType() {
  const type = spare.pop();
  if (!type) throw new Error("There are not enough job types.");
  return type;
}
/** A job type that the registry does not have when the worker starts. */
const forgotten = makeJob("test.forgotten");

beforeAll(async () => {
  testApp = await startWithNotes({ JOBS_MODE: "queue", JOBS_MONITOR_SECONDS: "1", JOBS_CONCURRENCY: "2" });
  owner = postgres(testApp.urls.ownerUrl, { max: 2, onnotice: () => {} });
  const { registry, database } = testApp.app;
  for (const job of spare) registry.jobs.set(job.name, job);
  worker = await startWorker(testApp.app);
  registry.jobs.set(forgotten.name, forgotten);
  olga = await testApp.user("Olga Operator");
  await database.transaction({}, ({ db }) => db.update(users).set({ operator: true }).where(eq(users.id, olga.id)));
  operator = await testApp.as(olga);
});
afterAll(async () => {
  await worker.stop();
  await testApp.app.queue.close();
  await owner.end();
});
let counter = 0;
/** A tenant that no other test uses. */
const freshTenant = () => {
  counter += 1;
  return makeTenant(`tenant-${counter}`);
};

/** Runs a unit of work as a tenant's admin. */
function within<T>({ id, slug, members }: Tenant, body: (ctx: TenantContext) => Promise<T>): Promise<T> {
  const user = { ...members.admin, name: "Admin", emailVerified: true, language: null, operator: false };
  const tenant = { id, slug, name: slug, timeZone: "UTC", version: 1, modulesOff: [] };
  const origin = { requestId: "r", log: testApp.app.log, user, actor: { kind: "user", id: null, ip: null } } as const;
  return unitOfWork(testApp.app, origin, { tenantId: id }, (work) =>
    body(tenantContextOf(testApp.app, work, tenant, accessOf([], new Set(), user.id))),
  );
}

const numbers = (job: JobDefinition<ReturnType<typeof given>>, count: number) =>
  Array.from({ length: count }, (_, n) => ({ job: job as JobDefinition, input: given(n) }));

/** Queues jobs that fail for good, and waits until they have. Those that run later are done. */
async function failing(tenant: Tenant, job: JobDefinition<ReturnType<typeof given>>, count: number): Promise<string[]> {
  handlers.set(job.name, refused);
  const ids = await within(tenant, (ctx) => ctx.jobs.enqueueEach(numbers(job, count)));
  await untilStates(tenant, ids, "failed");
  await inQueue(ids, "failed");
  handlers.delete(job.name);
  return ids;
}

async function statesOf({ id }: Tenant, ids: readonly string[]): Promise<string[]> {
  const rows = await testApp.direct.transaction({ tenantId: id }, ({ db }) =>
    db.select({ id: jobs.id, state: jobs.state }).from(jobs).where(eq(jobs.tenantId, id)),
  );
  return ids.map((wanted) => rows.find((row) => row.id === wanted)?.state ?? "gone");
}

const waiting = { timeout: 60_000, interval: 50 };

const untilStates = (tenant: Tenant, ids: readonly string[], state: string) =>
  vi.waitFor(async () => expect(new Set(await statesOf(tenant, ids))).toEqual(new Set([state])), waiting);

/** Waits until the queue has noted it too, a moment after the tenant sees it. */
const inQueue = (ids: readonly string[], state: string) =>
  vi.waitFor(async () => {
    const rows = await owner`select from pgboss.job where id = any(${ids}::uuid[]) and state::text = ${state}`;
    expect(rows).toHaveLength(ids.length);
  }, waiting);

type Selection = Omit<Parameters<typeof operator.queues.preview>[0], "action">;

/** Acts on the counted jobs. */
async function act(action: "retry" | "cancel", selection: Selection) {
  const { count, until } = await operator.queues.preview({ ...selection, action });
  return operator.queues[action]({ ...selection, until, expected: count });
}

const untilEnded = (id: string) =>
  vi.waitFor(async () => {
    const action = (await operator.queues.actions()).items.find((item) => item.id === id);
    expect(["done", "stopped", "failed"]).toContain(action?.state);
    return action;
  }, waiting);

const activityOf = async ({ members }: Tenant) =>
  (await members.admin.call.activity.list({})).items.filter(({ action }) => action.startsWith("queues."));

describe("the queues", () => {
  test("are listed by type: waiting, running and failed jobs, ages, throughput and workers", async () => {
    const acme = await freshTenant();
    const type = freshType();
    const blocked = Promise.withResolvers<void>();
    await failing(acme, type, 3);
    handlers.set(type.name, () => blocked.promise);
    await within(acme, async (ctx) => {
      await ctx.jobs.enqueue(type, given(1), { startAfterSeconds: 3600 });
      await ctx.jobs.enqueue(type, given(2));
    });
    const row = async () => (await operator.queues.list()).items.find((item) => item.type === type.name);
    await vi.waitFor(
      async () =>
        expect(await row()).toEqual({
          ...{ type: type.name, title: type.title, known: true, handlerOf: null, hasWorker: true },
          ...{ ready: 0, deferred: 1, running: 1, failed: 3, oldestReadyAt: null },
          ...{ doneInLast5Minutes: 0, lastDoneAt: null },
        }),
      waiting,
    );
    blocked.resolve();
    await vi.waitFor(
      async () => expect(await row()).toMatchObject({ running: 0, deferred: 1, doneInLast5Minutes: 1 }),
      waiting,
    );
    expect(Date.parse((await row())?.lastDoneAt ?? "")).toBeGreaterThan(0);
    await within(acme, (ctx) => ctx.jobs.enqueue(forgotten, given(1)));
    const { items } = await operator.queues.list();
    expect(items.find((item) => item.type === forgotten.name)?.oldestReadyAt).toEqual(expect.any(String));
    expect(items.find((item) => item.type === "notes.noOp")?.handlerOf).toBe("note.created");
    expect(items.filter((item) => item.type.includes("pgboss"))).toEqual([]);
    expect((await operator.queues.workers()).items).toMatchObject([{ pid: process.pid }]);
  });

  test("show failures with number, period, attempts and tenants", async () => {
    const [acme, globex] = [await freshTenant(), await freshTenant()];
    const type = freshType();
    await failing(acme, type, 2);
    await failing(globex, type, 1);
    const group = (await operator.queues.failures()).items.find((item) => item.type === type.name);
    expect(group).toMatchObject({ failed: 3, tenants: 2, minAttempts: 1, maxAttempts: 1, title: type.title });
    expect(Date.parse(group?.firstAt ?? "")).toBeLessThan(Date.parse(group?.lastAt ?? ""));
    const page = await operator.queues.byType({ type: type.name });
    expect(page.failures).toMatchObject({ failed: 3 });
    expect(page.tenants).toMatchObject([
      { id: acme.id, slug: acme.slug, failed: 2, supportOpen: false },
      { id: globex.id, slug: globex.slug, failed: 1, supportOpen: false },
    ]);
    expect((await refusal(operator.queues.byType({ type: "no.such" }))).code).toBe("NOT_FOUND");
  });

  test("link to the tenant's own pages during support access, with the view of a viewer", async () => {
    const acme = await freshTenant();
    const type = freshType();
    const [id = ""] = await failing(acme, type, 1);
    const open = async () => (await operator.queues.byType({ type: type.name })).tenants.map((one) => one.supportOpen);
    const inside = await testApp.as(olga, acme.slug);
    expect(await open()).toEqual([false]);
    expect((await refusal(inside.jobs.byId({ id }))).code).toBe("NOT_FOUND");
    const access = await operator.support.start({ tenant: acme.slug, reason: "They asked us to look", minutes: 15 });
    expect(await open()).toEqual([true]);
    expect(await inside.jobs.byId({ id })).toMatchObject({ state: "failed" });
    expect((await refusal(inside.jobs.retry({ id }))).code).toBe("FORBIDDEN");
    await operator.support.end({ id: access.id });
    expect(await open()).toEqual([false]);
    expect((await refusal(inside.jobs.byId({ id }))).code).toBe("NOT_FOUND");
  });

  test("show the next runs of the installation's schedules, and the number of tenants with each schedule", async () => {
    const acme = await freshTenant();
    await acme.members.admin.call.jobs.setSchedule({
      name: "notes.dailyCount",
      cron: "0 7 * * *",
      enabled: true,
      version: 0,
    });
    await vi.waitFor(async () => {
      const { items } = await operator.queues.schedules();
      const nightly = items.find(({ name }) => name === "jobs.nightly");
      expect(nightly).toMatchObject({ scope: "installation", lastQueuedAt: null });
      expect(nightly?.nextRunAt).toMatch(/T03:20:00/);
      expect(items.find(({ name }) => name === "notes.dailyCount")).toMatchObject({ scope: "tenant", tenants: 1 });
    }, waiting);
  });

  test("show a job type that the code no longer has; its jobs can be cancelled but not retried", async () => {
    const acme = await freshTenant();
    const ids = await within(acme, (ctx) => ctx.jobs.enqueueEach(numbers(forgotten, 2)));
    testApp.app.registry.jobs.delete(forgotten.name);
    const selection = { type: forgotten.name, tenantId: acme.id };
    expect(await operator.queues.byType({ type: forgotten.name })).toMatchObject({
      ...{ known: false, title: forgotten.name },
    });
    const retried = operator.queues.retry({ ...selection, until: new Date().toISOString(), expected: 1 });
    expect((await refusal(retried)).issues).toEqual(["type not_found"]);
    await untilEnded((await act("cancel", selection)).id);
    expect(await statesOf(acme, ids)).toEqual(["cancelled", "cancelled"]);
  });
});

describe("retrying failed jobs", () => {
  test("includes the counted ones of all tenants, who see it with its operator", async () => {
    const [acme, globex] = [await freshTenant(), await freshTenant()];
    const type = freshType();
    const [ofAcme, ofGlobex] = [await failing(acme, type, 3), await failing(globex, type, 2)];
    const preview = await operator.queues.preview({ type: type.name, action: "retry" });
    expect(preview).toMatchObject({ count: 5, waiting: 0, running: 0, tenants: 2, more: false });
    const late = await failing(acme, type, 1);
    const { id, count } = await operator.queues.retry({
      ...{ type: type.name, until: preview.until, expected: preview.count },
    });
    expect(count).toBe(5);
    expect(await untilEnded(id)).toMatchObject({
      ...{ state: "done", total: 5, position: 5, done: 5, userName: "Olga Operator" },
    });
    await untilStates(acme, ofAcme, "done");
    await untilStates(globex, ofGlobex, "done");
    expect(await statesOf(acme, late)).toEqual(["failed"]);
    expect(await activityOf(acme)).toMatchObject([
      {
        ...{ action: "queues.retry", summary: `retried 3 jobs “${type.title}”`, actor: "operator" },
        ...{ userId: olga.id, userName: "Olga Operator", actorId: null },
      },
    ]);
    expect(await activityOf(globex)).toMatchObject([{ summary: `retried 2 jobs “${type.title}”` }]);
  });

  test("notifies the tenants' open pages", async () => {
    const acme = await freshTenant();
    const type = freshType();
    await failing(acme, type, 1);
    const leaving = new AbortController();
    const access: StreamAccess = {
      ...{ tenantId: acme.id, userId: acme.members.admin.id, roleId: null, endsInMs: waiting.timeout },
      permissions: new Set(["jobs.read"]),
    };
    const messages = await testApp.app.live.follow(access, async () => access, leaving.signal);
    const heard: (string | null)[] = [];
    const reading = (async () => {
      for await (const { entity, entityId } of messages) if (entity === "job") heard.push(entityId);
    })();
    await untilEnded((await act("retry", { type: type.name })).id);
    // The first word is of all of the jobs that run again; the worker's, of the one that has started, comes later.
    await vi.waitFor(() => expect(heard[0]).toBeNull(), waiting);
    leaving.abort();
    await reading;
  });

  test("can be limited to a tenant and a period", async () => {
    const [acme, globex] = [await freshTenant(), await freshTenant()];
    const type = freshType();
    const [early, other] = [await failing(acme, type, 2), await failing(globex, type, 1)];
    await owner`update pgboss.job set completed_on = now() - interval '2 hours' where id = any(${early}::uuid[])`;
    const late = await failing(acme, type, 1);
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const count = async (selection: Omit<Selection, "type">) =>
      (await operator.queues.preview({ type: type.name, action: "retry", ...selection })).count;
    expect(await count({})).toBe(4);
    expect(await count({ tenantId: acme.id })).toBe(3);
    expect(await count({ tenantId: acme.id.toUpperCase(), since: hourAgo })).toBe(1);
    expect(await count({ until: hourAgo })).toBe(2);
    expect(await count({ until: "9999-12-30T23:59:59+23:00" })).toBe(4);
    await untilEnded((await act("retry", { type: type.name, tenantId: acme.id, until: hourAgo })).id);
    await untilStates(acme, early, "done");
    expect([...(await statesOf(acme, late)), ...(await statesOf(globex, other))]).toEqual(["failed", "failed"]);
  });

  test("is refused if more match than were counted, or none is left", async () => {
    const acme = await freshTenant();
    const type = freshType();
    await failing(acme, type, 2);
    const until = (await operator.queues.preview({ type: type.name, action: "retry" })).until;
    const retry = (expected: number) => operator.queues.retry({ type: type.name, until, expected });
    expect((await refusal(retry(1))).issues).toEqual([" conflict"]);
    await untilEnded((await retry(2)).id);
    expect((await refusal(retry(2))).issues).toEqual([" conflict"]);
    expect(await activityOf(acme)).toHaveLength(1);
  });

  test("continues after an interrupted run, and does nothing twice", async () => {
    const [acme, globex] = [await freshTenant(), await freshTenant()];
    const type = freshType();
    const ids = [...(await failing(acme, type, 2)), ...(await failing(globex, type, 2))];
    const ran: string[] = [];
    handlers.set(type.name, async ({ id }) => void ran.push(id));
    // The turn of the tenant that comes last breaks, once.
    const [, last = ""] = [acme.id, globex.id].sort();
    await owner.unsafe(`
      create sequence turns;
      create function break_once() returns trigger language plpgsql security definer as $$ begin
        if new.action = 'queues.retry' and new.tenant_id = '${last}' and nextval('turns') = 1 then
          raise 'The machine stopped';
        end if;
        return new;
      end $$;
      create trigger break_once before insert on activity for each row execute function break_once()`);
    const { id } = await act("retry", { type: type.name });
    expect(await untilEnded(id)).toMatchObject({ state: "done", position: 4, done: 4 });
    expect(await owner`select last_value::int as turns from turns`).toEqual([{ turns: 2 }]);
    await owner.unsafe("drop trigger break_once on activity; drop function break_once; drop sequence turns");
    await vi.waitFor(() => expect(ran.sort()).toEqual(ids.sort()), waiting);
    for (const tenant of [acme, globex]) expect(await activityOf(tenant)).toHaveLength(1);
  });

  test("includes the installation's own jobs, which no tenant can retry", async () => {
    const [acme, globex] = [await freshTenant(), await freshTenant()];
    const type = freshType();
    handlers.set(type.name, refused);
    const origin = { requestId: "r", log: testApp.app.log, user: null, actor: system };
    const ids = await unitOfWork(testApp.app, origin, {}, ({ context }) => context.jobs.enqueueEach(numbers(type, 2)));
    await inQueue(ids, "failed");
    const ofGlobex = await failing(globex, type, 1);
    const byAcme = await within(acme, ({ jobs: queue }) => queue.retryFailed(type.name, [...ids, ...ofGlobex]));
    expect(byAcme).toEqual([]);
    expect(await operator.queues.preview({ type: type.name, action: "retry" })).toMatchObject({ count: 3, tenants: 1 });
    expect(await untilEnded((await act("retry", { type: type.name })).id)).toMatchObject({ done: 3 });
    await inQueue([...ids, ...ofGlobex], "completed");
  });

  test("retries the newest of one unique key, and none while another waits", async () => {
    const acme = await freshTenant();
    const type = freshType();
    const queue = (startAfterSeconds = 0) =>
      within(acme, (ctx) => ctx.jobs.enqueue(type, given(1), { uniqueKey: "nightly", startAfterSeconds }));
    handlers.set(type.name, refused);
    const failed = [];
    for (let time = 0; time < 3; time += 1) {
      const id = await queue();
      await untilStates(acme, [id], "failed");
      failed.push(id);
    }
    await inQueue(failed, "failed");
    handlers.delete(type.name);
    const [first = "", second = "", third = ""] = failed;
    const retried = await act("retry", { type: type.name });
    expect(await untilEnded(retried.id)).toMatchObject({ total: 3, position: 3, done: 1 });
    await untilStates(acme, [third], "done");
    expect(await statesOf(acme, [first, second])).toEqual(["failed", "failed"]);
    await queue(3600);
    const again = await act("retry", { type: type.name });
    expect(await untilEnded(again.id)).toMatchObject({ total: 2, position: 2, done: 0 });
    expect((await refusal(acme.members.admin.call.jobs.retry({ id: first }))).issues).toEqual([" conflict"]);
  });

  test("shows its progress, and can be stopped", async () => {
    const acme = await freshTenant();
    const type = freshType();
    const ids = await within(acme, (ctx) => ctx.jobs.enqueueEach(numbers(type, 1200), { startAfterSeconds: 3600 }));
    // As if all had failed.
    await owner`update pgboss.job set state = 'failed', completed_on = now(), start_after = now() where id = any(${ids}::uuid[])`;
    await owner`update jobs set state = 'failed' where tenant_id = ${acme.id}`;
    // Another transaction locks a job of the second chunk, so that the action waits there.
    const [reached, holding] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = owner.begin(async (transaction) => {
      const inOrder = transaction`select id from pgboss.job where name = ${type.name} order by created_on, id offset 700 limit 1`;
      await transaction`select from pgboss.job where name = ${type.name} and id in (${inOrder}) for update`;
      reached.resolve();
      await holding.promise;
    });
    await reached.promise;
    const { id } = await act("retry", { type: type.name });
    const now = async () => (await operator.queues.actions()).items.find((item) => item.id === id);
    const soFar = { state: "running", total: 1200, position: 500, done: 500 };
    await vi.waitFor(async () => expect(await now()).toMatchObject(soFar), waiting);
    const stopping = operator.queues.stop({ id });
    await vi.waitFor(async () => {
      const waits = await owner`select from pg_stat_activity
        where wait_event_type = 'Lock' and query like 'update "queue_actions" set "state" = $1, "finished_at"%'`;
      expect(waits).toHaveLength(1);
    }, waiting);
    holding.resolve();
    await held;
    await stopping;
    const stopped = await now();
    expect(stopped).toMatchObject({ state: "stopped", position: 1000 });
    expect((await refusal(operator.queues.stop({ id }))).issues).toEqual([" conflict"]);
    expect(await operator.queues.preview({ type: type.name, action: "retry" })).toMatchObject({ count: 200 });
    const rest = await act("retry", { type: type.name });
    expect(await untilEnded(rest.id)).toMatchObject({ state: "done", done: 200 });
    await untilStates(acme, ids, "done");
  }, 180_000);
});

describe("the data for operators", () => {
  const procedures = proceduresFor("operator");
  const call = async (name: string, given?: unknown): Promise<unknown> => {
    return callByName(operator, name, given);
  };

  test("contains no input, result or error of the tenants' jobs", async () => {
    const acme = await freshTenant();
    const type = freshType();
    const failed = await failing(acme, type, 2);
    const [ended = ""] = await within(acme, (ctx) => ctx.jobs.enqueueEach(numbers(type, 1)));
    await untilStates(acme, [ended], "done");
    await inQueue([ended], "completed");
    const rows = await owner`select state, data, output from pgboss.job where id = any(${[...failed, ended]}::uuid[])`;
    for (const { state, data, output } of rows) {
      expect(JSON.stringify(data)).toContain(marker);
      // A result is in the job's row alone.
      if (state === "completed") expect(output).toEqual({});
      else expect(JSON.stringify(output)).toContain(marker);
    }
    const selection = { type: type.name };
    const counted = { ...selection, until: new Date().toISOString(), expected: 100 };
    const access = await operator.support.start({ tenant: acme.slug, reason: "They asked us to look", minutes: 15 });
    const inputs: Record<string, () => unknown> = {
      "installation.activity": () => ({}),
      "queues.byType": () => selection,
      "queues.cancel": () => counted,
      "queues.preview": () => ({ ...selection, action: "retry" }),
      "queues.retry": () => counted,
      "queues.stop": async () => (await operator.queues.actions()).items.find(({ state }) => state !== "done"),
      "support.end": () => access,
      "support.start": () => ({ tenant: acme.slug, reason: "They asked us to look", minutes: 15 }),
      "support.tenants": () => ({}),
    };
    const answers: unknown[] = [];
    for (const { name, type } of procedures) {
      const before = testApp.statements.length;
      const answer = await call(name, await inputs[name]?.()).catch((error: Error) => ({
        ...{ message: error.message, issues: issuesOf(error) },
      }));
      expect(JSON.stringify(answer ?? null), name).not.toContain(marker);
      answers.push(answer);
      if (type !== "query") continue;
      const asked = testApp.statements.slice(before).filter((statement) => statement.includes("pgboss"));
      for (const statement of asked) expect(statement, name).not.toMatch(/\bdata\b|\boutput\b|select \*|\.\*/);
    }
    expect(answers.length).toBeGreaterThan(12);
    // The answers do contain data of these jobs.
    expect(JSON.stringify(answers)).toContain(type.title);
  });
});

test("the tables of the queue are declared without the content of jobs, and used in core only", () => {
  const names = Object.values(queueTables).flatMap((table) =>
    Object.values(getTableColumns(table)).map(({ name }) => name),
  );
  expect(names.filter((name) => /data|output/.test(name))).toEqual([]);
  const api = join(import.meta.dirname, "../..");
  const others = globSync("{platform,modules}/**/*.ts", { cwd: api, exclude: (name) => name.endsWith(".test.ts") });
  expect(others.length).toBeGreaterThan(50);
  expect(others.filter((name) => /pg-?boss/.test(readFileSync(join(api, name), "utf8")))).toEqual([]);
});

describe("cancelling jobs", () => {
  test("removes waiting ones, and stops running ones", async () => {
    const acme = await freshTenant();
    const type = freshType();
    const blocked = Promise.withResolvers<void>();
    handlers.set(type.name, async ({ progress }) => {
      await blocked.promise;
      await progress(1, 2);
    });
    const [running = ""] = await within(acme, (ctx) => ctx.jobs.enqueueEach(numbers(type, 1)));
    await untilStates(acme, [running], "running");
    const wait = await within(acme, (ctx) => ctx.jobs.enqueueEach(numbers(type, 2), { startAfterSeconds: 3600 }));
    const preview = await operator.queues.preview({ type: type.name, action: "cancel" });
    expect(preview).toMatchObject({ count: 3, waiting: 2, running: 1, tenants: 1 });
    expect(await untilEnded((await act("cancel", { type: type.name })).id)).toMatchObject({ total: 3, done: 3 });
    expect(new Set(await statesOf(acme, [running, ...wait]))).toEqual(new Set(["cancelled"]));
    await inQueue(wait, "cancelled");
    blocked.resolve();
    expect((await activityOf(acme)).map(({ summary }) => summary)).toEqual([`cancelled 3 jobs “${type.title}”`]);
    expect(await operator.queues.preview({ type: type.name, action: "cancel" })).toMatchObject({ count: 0 });
  });
});
