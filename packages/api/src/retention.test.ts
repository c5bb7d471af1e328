import { newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { parse } from "csv-parse/sync";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { recordForInstallation } from "./core/events/installation-activity.ts";
import { runJob } from "./core/jobs/run-job.ts";
import { createContext } from "./core/procedures/request.ts";
import { system, unitOfWork } from "./core/work/unit-of-work.ts";
import { ActivityService } from "./platform/activity/service.ts";
import { openFile } from "./platform/files/index.ts";
import { type NotesApp, named, startWithNotes } from "./testing/notes/index.ts";
import { refusal, type TestApp } from "./testing.ts";

const keep = { JOBS_KEEP_DAYS: "30", EVENTS_KEEP_DAYS: "90", ACTIVITY_KEEP_DAYS: "60", MAILS_KEEP_DAYS: "90" };

let testApp: NotesApp;
let owner: ReturnType<typeof postgres>;
beforeAll(async () => {
  testApp = await startWithNotes(keep);
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  // An id of version 7 as it would be had it been made days before.
  await owner.unsafe(`create function aged(id uuid, days int) returns uuid language sql immutable as $$
    select (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - days * 86400000::bigint), 12, '0')
      || substr(replace(id::text, '-', ''), 13))::uuid $$`);
});
afterAll(async () => {
  await owner.end();
  await testApp.close();
});

/** The records that grow with each day's work, and their columns that are ids made in the order of time. */
const records: Record<string, string[]> = {
  jobs: ["id", "event_id"],
  job_logs: ["id", "job_id"],
  events: ["id"],
  activity: ["id"],
  installation_activity: ["id"],
  mails: ["id"],
};

/** Simulates the passage of days: all recorded times are moved into the past. */
async function pass(days: number): Promise<void> {
  const columns = await owner<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and table_name = any(${Object.keys(records)}) and data_type = 'timestamp with time zone'`;
  await owner.begin(async (tx) => {
    // References are aged like their targets.
    await tx.unsafe("set local session_replication_role = replica");
    for (const [table, ids] of Object.entries(records)) {
      const times = columns.filter((one) => one.table === table).map(({ column }) => column);
      const set = [
        ...ids.map((column) => `${column} = aged(${column}, ${days})`),
        // In UTC: Citus lets an update call only immutable functions with columns.
        ...times.map(
          (column) => `${column} = (${column} at time zone 'utc' - interval '${days} days') at time zone 'utc'`,
        ),
      ];
      await tx.unsafe(`update ${table} set ${set.join(", ")}`);
    }
  });
}

/** Runs the job of the night. */
async function night(of: Pick<TestApp, "app"> = testApp): Promise<void> {
  const job = of.app.registry.jobs.get("jobs.removeOld");
  if (!job) throw new Error("There is no such job.");
  const origin = { ip: null, traceparent: null };
  const envelope = { tenantId: null, userId: null, requestId: "night", origin, input: {} };
  await runJob(of.app, job, { id: newId(), envelope, attempt: 1, signal: new AbortController().signal });
}

type Tenant = Awaited<ReturnType<typeof newTenant>>;
let tenants = 0;
const newTenant = () => testApp.tenant(`keeper-${++tenants}`, "owner", "admin", "viewer");

/** The work of a month: records are created, a list is exported, a person is invited, and operators act. */
async function work({ members, id }: Tenant, month: number): Promise<void> {
  const { call } = members.owner;
  for (const n of [1, 2, 3]) await call.notes.create(named(`Note ${month} ${n}`));
  await call.notes.export({ format: "csv" });
  await call.tenants.invite({ email: `guest-${month}@${id}.test`, role: "viewer" });
  await owner`insert into job_logs (tenant_id, id, job_id, attempt, line)
    select tenant_id, ${newId()}, id, 1, 'working' from jobs where tenant_id = ${id} order by id desc limit 1`;
  const origin = { requestId: "work", log: testApp.app.log, user: null, actor: system };
  await unitOfWork(testApp.app, origin, {}, ({ context }) =>
    recordForInstallation(context, { action: "test.happened", summary: "did something" }),
  );
}

/** The number of rows of each record. */
async function sizes(): Promise<Record<string, number>> {
  const counts = Object.keys(records).map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const [row] = await owner.unsafe<Record<string, number>[]>(`select ${counts.join(", ")}`);
  return { ...row };
}

/** The entries of an organisation's activity in its files. */
async function archived({ members, slug }: Tenant): Promise<{ id: string; action: string }[]> {
  const { items } = await members.owner.call.files.list({ kind: "activity.archive", pageSize: 100 });
  const given = new Headers({ "x-tenant-id": slug });
  const request = await createContext(testApp.app, given, members.owner.sessionId);
  const files = items.map(async ({ id }) => {
    const { content } = await openFile(request, id);
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(Buffer.from(chunk));
    return parse<{ id: string; action: string }>(Buffer.concat(chunks), { columns: true, bom: true });
  });
  return (await Promise.all(files)).flat();
}

/** The entries of an organisation's activity in the database. */
const kept = ({ id }: Tenant) => owner<{ id: string }[]>`select id from activity where tenant_id = ${id}`;

test("after a year of steady work records stop growing, and no activity entry is lost or duplicated", async () => {
  const acme = await newTenant();
  const after: Record<string, number>[] = [];
  for (let month = 1; month <= 12; month += 1) {
    await work(acme, month);
    await night();
    after.push(await sizes());
    await pass(30);
  }
  for (const table of Object.keys(records)) {
    const counts = after.map((size) => size[table] ?? 0);
    expect(Math.max(...counts.slice(6)), `${table}: ${counts}`).toBeLessThanOrEqual(Math.max(...counts.slice(0, 6)));
    expect(counts[0], table).toBeGreaterThan(0);
  }
  const names = [...(await archived(acme)).map(({ action }) => action)];
  const there = await owner<{ action: string }[]>`select action from activity where tenant_id = ${acme.id}`;
  const all = Object.groupBy([...names, ...there.map(({ action }) => action)], (action) => action);
  expect(all["note.created"]).toHaveLength(36);
  expect(all["notes.export"]).toHaveLength(12);
  expect(names.length).toBeGreaterThan(there.length);
}, 120_000);

describe("old data", () => {
  test("stays while it is needed: unfinished jobs, and the events of unfinished jobs", async () => {
    const { id, members } = await newTenant();
    const { id: noteId } = await members.owner.call.notes.create(named("Needed"));
    const [event] = await owner<
      { id: string }[]
    >`select id from events where tenant_id = ${id} and entity_id = ${noteId}`;
    const job = (state: string, eventId: string | null) => owner`
      insert into jobs (tenant_id, id, name, state, input, request_id, event_id, finished_at)
      values (${id}, ${newId()}, 'test.job', ${state}, '{}', 'test', ${eventId}, ${state === "running" ? null : new Date()})`;
    await job("running", event?.id ?? null);
    for (const state of ["done", "failed", "cancelled"]) await job(state, null);
    await pass(100);
    await night();
    const states = await owner`select state from jobs where tenant_id = ${id} and name = 'test.job'`;
    expect(states.map(({ state }) => state)).toEqual(["running"]);
    expect(await owner`select from events where tenant_id = ${id} and entity_id = ${noteId}`).toHaveLength(1);
    await owner`update jobs set state = 'done', finished_at = now() - interval '40 days' where tenant_id = ${id}`;
    await night();
    await night();
    expect(await owner`select from events where tenant_id = ${id}`).toHaveLength(0);
    expect(await owner`select from jobs where tenant_id = ${id} and name = 'test.job'`).toHaveLength(0);
  });

  test("is removed in batches, until nothing is left", async () => {
    const { id } = await newTenant();
    await owner`insert into jobs (tenant_id, id, name, state, input, request_id, finished_at)
      select ${id}, aged(${newId()}::uuid, n), 'test.many', 'done', '{}', 'test', now() - interval '40 days'
      from generate_series(40, 1240) n`;
    testApp.statements.length = 0;
    await night();
    expect(await owner`select from jobs where tenant_id = ${id}`).toHaveLength(0);
    const deletes = testApp.statements.filter((text) => text.startsWith("select remove_ended_jobs"));
    // Of 500 at the most, and one that finds that this was all, in every other organisation.
    expect(deletes.length).toBe(3 + tenants - 1);
  });

  test("is removed in batches of all tables: a job's rows before the job", async () => {
    const { id } = await newTenant();
    await owner`insert into jobs (tenant_id, id, name, state, input, request_id, finished_at)
      select ${id}, aged(${newId()}::uuid, 40 + n), 'test.logged', 'done', '{}', 'test', now() - interval '40 days'
      from generate_series(1, 3) n`;
    await owner`insert into job_logs (tenant_id, id, job_id, attempt, line)
      select ${id}, gen_random_uuid(), id, 1, 'line ' || n from jobs, generate_series(1, 400) n where tenant_id = ${id}`;
    const left = async () => {
      const [row] = await owner<{ jobs: number; logs: number }[]>`
        select (select count(*)::int from jobs where tenant_id = ${id}) as jobs,
          (select count(*)::int from job_logs where tenant_id = ${id}) as logs`;
      return { ...row };
    };
    const sizes: object[] = [];
    for (let removed = 500; removed === 500; sizes.push({ removed, ...(await left()) })) {
      removed = await testApp.app.database.transaction({ tenantId: id }, async ({ db }) => {
        const rows = await db.execute(
          sql`select remove_ended_jobs(now(), ${"ffffffff-ffff-ffff-ffff-ffffffffffff"}, 500) as removed`,
        );
        return Number(rows[0]?.removed);
      });
    }
    expect(sizes).toEqual([
      { removed: 500, jobs: 3, logs: 700 },
      { removed: 500, jobs: 3, logs: 200 },
      { removed: 203, jobs: 0, logs: 0 },
    ]);
  });

  test("is kept with a setting of 0", async () => {
    const { id, members } = await newTenant();
    await members.owner.call.notes.create(named("For ever"));
    await members.owner.call.notes.export({ format: "csv" });
    await pass(3000);
    const before = await sizes();
    const other = testApp.withSettings({
      ...{ JOBS_KEEP_DAYS: "0", EVENTS_KEEP_DAYS: "0", ACTIVITY_KEEP_DAYS: "0", MAILS_KEEP_DAYS: "0" },
    });
    await night(other);
    expect(await sizes()).toEqual(before);
    await other.close();
    await night();
    expect(
      await owner`select from jobs where tenant_id = ${id} and state = 'done' and name <> 'activity.archive'`,
    ).toHaveLength(0);
  });
});

describe("an organisation with its own retention", () => {
  test("has its older data removed, and no other organisation's; without one, the installation's applies", async () => {
    const [acme, globex] = [await newTenant(), await newTenant()];
    const exports = async ({ id }: Tenant) =>
      (await owner`select from jobs where tenant_id = ${id} and name = 'notes.export'`).length;
    for (const { members } of [acme, globex]) await members.owner.call.notes.export({ format: "csv" });
    await acme.members.admin.call.retention.set({ name: "jobs", days: 7 });
    await pass(10);
    await night();
    expect([await exports(acme), await exports(globex)]).toEqual([0, 1]);

    await acme.members.admin.call.retention.set({ name: "jobs", days: null });
    await acme.members.owner.call.notes.export({ format: "csv" });
    await pass(10);
    await night();
    expect(await exports(acme)).toBe(1);
    const { items } = await acme.members.viewer.call.retention.list();
    expect(items.find(({ name }) => name === "jobs")).toMatchObject({ days: 30, defaultDays: 30, own: false });
  });

  test("changes it with a permission, within bounds, with an activity entry", async () => {
    const { members } = await newTenant();
    const set = (name: string, days: number | null, by: "admin" | "viewer" = "admin") =>
      members[by].call.retention.set({ name, days });
    expect((await refusal(set("jobs", 7, "viewer"))).code).toBe("FORBIDDEN");
    expect((await refusal(set("events", 6))).issues).toEqual(["days too_small"]);
    expect((await refusal(set("activity", 29))).issues).toEqual(["days too_small"]);
    expect((await refusal(set("jobs", 0))).issues).toEqual(["days too_small"]);
    expect((await refusal(set("jobs", 3651))).issues).toEqual(["days too_big"]);
    expect((await refusal(set("nothing", 7))).issues).toEqual(["name not_found"]);
    await set("jobs", 14);
    await set("events", 200);
    await set("events", 200);
    const { items } = await members.admin.call.activity.list({});
    expect(
      items.filter(({ action }) => action === "tenant.keepDaysChanged").map(({ summary, after }) => [summary, after]),
    ).toEqual([
      ["set the retention of Events to 200 days", { keepDays: { jobs: 14, events: 200 } }],
      ["set the retention of Ended jobs and their logs to 14 days", { keepDays: { jobs: 14 } }],
    ]);
  });
});

describe("the activity", () => {
  test("is removed after its file is entered: an interrupted job continues, and keeps the file", async () => {
    const acme = await newTenant();
    await work(acme, 1);
    const entries = (await kept(acme)).length;
    // The first job of the night is this organisation's.
    await owner`delete from activity where tenant_id <> ${acme.id}`;
    await pass(91);
    const failing = vi.spyOn(ActivityService.prototype, "removeBefore").mockRejectedValueOnce(new Error("broken"));
    await night();
    failing.mockRestore();
    const { items } = await acme.members.owner.call.jobs.list({ name: "activity.archive" });
    expect(items).toMatchObject([{ state: "done", attempts: 2 }]);
    expect((await archived(acme)).length).toBe(entries);
    expect(await kept(acme)).toHaveLength(0);
  });

  test("is archived once a month, and the file outlives the job; without the permission to export it cannot be read", async () => {
    const acme = await newTenant();
    await work(acme, 1);
    await pass(75);
    await night();
    expect(await archived(acme)).toEqual([]);
    await pass(20);
    await night();
    const before = await archived(acme);
    expect(before.length).toBeGreaterThan(0);
    await pass(40);
    await night();
    const cleanUp = testApp.app.registry.jobs.get("files.cleanUp");
    if (!cleanUp) throw new Error("There is no such job.");
    const envelope = {
      tenantId: null,
      userId: null,
      requestId: "night",
      origin: { ip: null, traceparent: null },
      input: {},
    };
    await owner`update files set created_at = now() - interval '2 days' where tenant_id = ${acme.id}`;
    await runJob(testApp.app, cleanUp, { id: newId(), envelope, attempt: 1, signal: new AbortController().signal });
    expect(await archived(acme)).toEqual(before);
    expect((await acme.members.viewer.call.files.list({})).items).toEqual([]);
    const [file] = (await acme.members.owner.call.files.list({ kind: "activity.archive" })).items;
    const asViewer = await createContext(
      testApp.app,
      new Headers({ "x-tenant-id": acme.slug }),
      acme.members.viewer.sessionId,
    );
    expect((await refusal(openFile(asViewer, file?.id ?? ""))).code).toBe("FORBIDDEN");
  });
});

describe("the database's removal functions", () => {
  const highest = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  test("delete no unfinished job, no young one, and none of another organisation", async () => {
    const [acme, globex] = [await newTenant(), await newTenant()];
    const job = ({ id }: Tenant, state: string, days: number) => owner`
      insert into jobs (tenant_id, id, name, state, input, request_id, finished_at)
      values (${id}, aged(${newId()}::uuid, ${days}), ${`test.${state}.${days}`}, ${state}, '{}', 'test', now() - make_interval(days => ${days}))`;
    for (const state of ["queued", "running", "retrying"]) await job(acme, state, 40);
    for (const state of ["done", "failed", "cancelled"]) for (const days of [0, 40]) await job(acme, state, days);
    await job(globex, "done", 40);
    const remove = (tenantId?: string) =>
      testApp.app.database.transaction(tenantId ? { tenantId } : {}, ({ db }) =>
        db.execute(sql.raw(`select remove_ended_jobs('infinity', '${highest}', 1000)`)),
      );
    await remove();
    await remove(acme.id);
    const names = async ({ id }: Tenant) =>
      (await owner<{ name: string }[]>`select name from jobs where tenant_id = ${id} order by 1`).map(
        ({ name }) => name,
      );
    expect(await names(acme)).toEqual([
      ...["test.cancelled.0", "test.done.0", "test.failed.0"],
      ...["test.queued.40", "test.retrying.40", "test.running.40"],
    ]);
    expect(await names(globex)).toEqual(["test.done.40"]);
  });

  const removals = ["remove_old_events", "remove_old_activity", "remove_old_installation_activity"];
  const ask = (name: string, tenantId?: string) =>
    testApp.app.database.transaction(tenantId ? { tenantId } : {}, async ({ db }) => {
      const rows = await db.execute(sql.raw(`select from ${name}('infinity', '${highest}', 100000)`));
      return rows.length;
    });

  test.each(removals)("keep young rows, whatever %s is called with", async (name) => {
    const acme = await newTenant();
    await work(acme, 1);
    const before = await sizes();
    await ask(name, acme.id);
    const after = await sizes();
    const [, table = ""] = /^remove_old_(.*)$/.exec(name) ?? [];
    const [young] = await owner.unsafe(
      `select count(*)::int as count from ${table} where created_at > now() - interval '${table === "events" ? 7 : 30} days'`,
    );
    expect(after[table]).toBeGreaterThanOrEqual(young?.count);
    expect({ ...after, [table]: 0 }).toEqual({ ...before, [table]: 0 });
  });

  test.each(["remove_old_events", "remove_old_activity"])("keep rows of other organisations: %s", async (name) => {
    const [acme, globex] = [await newTenant(), await newTenant()];
    await work(globex, 1);
    await pass(40);
    const before = await sizes();
    expect(await ask(name, acme.id)).toBe(0);
    expect(await ask(name)).toBe(0);
    expect(await sizes()).toEqual(before);
    expect(await ask(name, globex.id)).toBeGreaterThan(0);
  });
});
