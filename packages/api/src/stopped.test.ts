import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { accessOf, defineJob, defineModule, defineSchedule, onEvent, router, type WorkContext } from "./core/index.ts";
import { inTenant, system, unitOfWork } from "./core/unit-of-work.ts";
import { fireSchedule } from "./platform/jobs/index.ts";
import { roleCreated } from "./platform/roles/events.ts";
import { createCaller } from "./root.ts";
import { TestApp, type TestProduct } from "./testing.ts";
import { startWorker, type Worker } from "./worker.ts";

// What becomes of the jobs and the schedules of a module that an installation leaves out by MODULES.

const ran: string[] = [];
/** What was told to whom waits for a job, by the job's kind. */
const told: Record<string, string> = {};
const tell = (kind: string, reason: string) => {
  told[kind] = reason;
};
const input = z.object({});
const count = defineJob({
  ...{
    name: "counters.count",
    title: "Count",
    readBy: "jobs.read",
    input,
    onGiveUp: async (_ctx, { reason }) => tell("count", reason),
  },
  handler: async () => void ran.push("count"),
});
const audit = defineJob({
  ...{
    name: "counters.audit",
    title: "Audit",
    ofInstallation: true,
    input,
    onGiveUp: async (_ctx, { reason }) => tell("audit", reason),
  },
  handler: async () => void ran.push("audit"),
});
const heed = onEvent(roleCreated, "counters.heed", async () => void ran.push("heed"), {
  onGiveUp: async (_ctx, _payload, reason) => tell("heed", reason),
});
const daily = defineSchedule({ name: "counters.daily", title: "Daily", cron: "0 7 * * *", job: count, input: {} });
const nightly = defineSchedule({
  ...{ name: "counters.nightly", title: "Nightly", cron: "0 3 * * *", scope: "installation", job: audit, input: {} },
});
const counters = defineModule({
  router: router({}),
  handlers: [heed],
  jobs: [count, audit],
  schedules: [daily, nightly],
});
const product: TestProduct<ReturnType<typeof createCaller>> = {
  createCaller,
  modules: { counters, others: defineModule({ router: router({}) }) },
};

const queued = { JOBS_MODE: "queue", JOBS_MONITOR_SECONDS: "1" };
/** An installation that runs all modules, and one on the same database that leaves one out. */
let whole: TestApp;
let few: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => whole.tenant("acme", "admin");
let owner: ReturnType<typeof postgres>;

beforeAll(async () => {
  whole = await TestApp.start(queued, {}, { product });
  few = whole.beside({ ...queued, MODULES: "others" });
  acme = await make();
  owner = postgres(whole.urls.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await Promise.all([whole.app.queue.close(), few.app.queue.close(), owner.end()]);
});
beforeEach(() => {
  ran.length = 0;
  for (const kind of Object.keys(told)) delete told[kind];
});

/** Has a worker of an installation work until something is done. */
async function working(installation: TestApp, until: () => Promise<void>): Promise<void> {
  const worker: Worker = await startWorker(installation.app);
  try {
    await until();
  } finally {
    await worker.stop();
  }
}
const become = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

/** Queues a job of the organisation, where all modules run. */
const enqueue = () => {
  const user = { ...acme.members.admin, name: "Admin", emailVerified: true, superuser: false };
  const tenant = { id: acme.id, slug: "acme", name: "acme", timeZone: "UTC", version: 1, modulesOff: [] };
  const origin = { requestId: "r", log: whole.app.log, user, actor: { kind: "user", id: null, ip: null } } as const;
  return unitOfWork(whole.app, origin, { tenantId: acme.id }, (work) =>
    inTenant(whole.app, work, tenant, accessOf([], new Set(), user.id)).jobs.enqueue(count, {}),
  );
};
/** Has something done that belongs to the installation. */
const asInstallation = (body: (ctx: WorkContext) => Promise<unknown>) =>
  unitOfWork(whole.app, { requestId: "r", log: whole.app.log, user: null, actor: system }, {}, ({ context }) =>
    body(context),
  );
const stateOf = async (id: string) => {
  const { state, error } = await acme.members.admin.call.jobs.byId({ id });
  return { state, error };
};
const idOf = async (name: string) => (await acme.members.admin.call.jobs.list({ name })).items[0]?.id ?? "";
/** The kinds of jobs that the clock queues, of those that are looked at here. */
const clock = async () => {
  const kinds = [audit.name, fireSchedule.name];
  return (await owner`select name from pgboss.schedule where name = any(${kinds}) order by name`).map(
    ({ name }) => name,
  );
};
const inQueue = async (name: string) =>
  (await owner`select state from pgboss.job where name = ${name} order by created_on, id`).map(({ state }) => state);

const off = "The module “counters” is switched off in this installation.";

test("jobs that wait end with the reason, what waits for them is told, and they can be tried again once it runs", async () => {
  const id = await enqueue();
  await acme.members.admin.call.roles.create({ name: "Packer", permissions: ["tenants.read"] });
  await asInstallation(({ jobs }) => jobs.enqueue(audit, {}));
  const heedId = await idOf(heed.name);
  await working(few, async () => {
    await become(async () => {
      expect(await stateOf(id)).toEqual({ state: "failed", error: off });
      expect(await stateOf(heedId)).toEqual({ state: "failed", error: off });
      expect(told).toEqual({ count: off, heed: off, audit: off });
    });
    // It is known there, and ends again for the same reason.
    const there = await few.as(acme.members.admin, "acme");
    await there.jobs.retry({ id });
    await become(async () => expect(await stateOf(id)).toEqual({ state: "failed", error: off }));
  });
  expect(ran).toEqual([]);
  expect(await inQueue(audit.name)).toEqual(["failed"]);
  await working(whole, async () => {
    for (const one of [id, heedId]) await acme.members.admin.call.jobs.retry({ id: one });
    await become(async () => {
      for (const one of [id, heedId]) expect(await stateOf(one)).toMatchObject({ state: "done" });
    });
  });
  expect(ran.toSorted()).toEqual(["count", "heed"]);
});

test("an event reaches none of its handlers, and can be shown to them once it runs", async () => {
  const there = await few.as(acme.members.admin, "acme");
  await there.roles.create({ name: "Sorter", permissions: ["tenants.read"] });
  const { items } = await acme.members.admin.call.events.list({});
  const eventId = items.find(({ name }) => name === roleCreated.name)?.id;
  expect((await there.events.map()).find(({ name }) => name === roleCreated.name)?.handlers).toEqual([]);
  const before = await inQueue(heed.name);
  await working(whole, async () => {
    await acme.members.admin.call.events.replay({ handler: heed.name, eventId });
    await become(async () => expect(await inQueue(heed.name)).toHaveLength(before.length + 1));
    await become(() => expect(ran).toEqual(["heed"]));
  });
});

test("its schedules queue nothing, and go on once it runs", async () => {
  const { admin } = acme.members;
  const due = () => asInstallation(({ jobs }) => jobs.enqueue(fireSchedule, { tenantId: acme.id, name: daily.name }));
  await working(whole, async () => {
    await admin.call.jobs.setSchedule({ name: daily.name, cron: "0 7 * * *", enabled: true, version: 0 });
    await become(async () => expect(await clock()).toEqual([audit.name, fireSchedule.name]));
  });
  const counted = (await inQueue(count.name)).length;
  await due();
  await working(few, async () => {
    // What an organisation has set stays set; it is asked when it is due. What is the installation's is taken out.
    await become(async () => expect(await clock()).toEqual([fireSchedule.name]));
    await become(async () => expect((await inQueue(fireSchedule.name)).at(-1)).toBe("completed"));
  });
  expect(await inQueue(count.name)).toHaveLength(counted);
  await due();
  await working(whole, async () => {
    await become(async () => expect(await clock()).toEqual([audit.name, fireSchedule.name]));
    await become(async () => expect((await inQueue(count.name)).slice(counted)).toEqual(["completed"]));
  });
  expect(ran).toEqual(["count"]);
  const { items } = await admin.call.jobs.schedules();
  expect(items.find(({ name }) => name === daily.name)).toMatchObject({ enabled: true, version: 1 });
});
