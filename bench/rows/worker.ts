import { asTenant, defineJob, type JobDefinition, systemCaller, unitOfWork } from "@waybill/api/bench";
import { startWorker } from "@waybill/api/worker";
import { preparedSql } from "@waybill/db";
import { sql } from "drizzle-orm";
import { Logger, makeWorkerUtils, run as runReference, type TaskList } from "graphile-worker";
import { z } from "zod";
import type { Row } from "../measure.ts";
import type { World } from "../world.ts";

/** A promise that resolves after a number of calls. */
function countdown(times: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = times;
  return {
    done: promise,
    tick() {
      left -= 1;
      if (left === 0) resolve();
    },
  };
}

let tick = () => {};

/** Sets the callback for each completed job of this file. */
export function onTick(work: () => void): void {
  tick = work;
}

const empty = defineJob({
  name: "bench.empty",
  title: "Nothing",
  readBy: "jobs.read",
  onGiveUp: { noDependents: "A job of the benchmark." },
  input: z.object({ n: z.number() }),
  async run() {
    tick();
  },
});

const oneTag = preparedSql(() => sql`select id from tags order by id limit 1`);

/** A job with one transaction in its tenant. */
export const transaction = defineJob({
  name: "bench.transaction",
  title: "One transaction",
  readBy: "jobs.read",
  onGiveUp: { noDependents: "A job of the benchmark." },
  input: z.object({ n: z.number() }),
  async run({ transaction: inTenant }) {
    await inTenant(({ run }) => run(oneTag, {}));
    tick();
  },
});

/** The job types of this file, which must exist before the queue starts. */
export const workerJobs = [empty, transaction] as JobDefinition[];

/** The rate in jobs per second, from the start of a worker on a full queue to the last job. */
async function drain(world: World, times: number): Promise<number> {
  const { done, tick: count } = countdown(times);
  tick = count;
  const started = performance.now();
  const worker = await startWorker(world.app);
  await done;
  const ms = performance.now() - started;
  await worker.stop();
  return (times * 1000) / ms;
}

/** Without it, graphile-worker prints a line per job. */
const silent = new Logger(() => () => {});

/** The fastest configuration of graphile-worker: local queue, batched completion. */
const best = {
  concurrentJobs: 24,
  maxPoolSize: 26,
  pollInterval: 1000,
  localQueue: { size: 1000 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
};
type ReferenceSettings = Partial<typeof best>;

/** The same rate of graphile-worker, with fresh statistics of the database. */
async function drainReference(
  world: World,
  times: number,
  [task, taskList]: [string, TaskList],
  settings: ReferenceSettings = best,
): Promise<number> {
  const { ownerUrl, owner } = world;
  const utils = await makeWorkerUtils({ connectionString: ownerUrl, logger: silent });
  await utils.migrate();
  for (let from = 0; from < times; from += 10_000) {
    const length = Math.min(10_000, times - from);
    await utils.addJobs(Array.from({ length }, (_, n) => ({ identifier: task, payload: { n: from + n } })));
  }
  await utils.release();
  await owner`analyze graphile_worker._private_jobs`;
  const { done, tick: count } = countdown(times);
  tick = count;
  const started = performance.now();
  const runner = await runReference({
    taskList,
    preset: { worker: { connectionString: ownerUrl, logger: silent, ...settings } },
  });
  await done;
  const ms = performance.now() - started;
  await runner.stop();
  return (times * 1000) / ms;
}

/** This many numbered jobs of a type. */
export const numbered = (job: JobDefinition<{ n: number }>, length: number) =>
  Array.from({ length }, (_, n) => ({ job: job as JobDefinition, input: { n } }));

/** A burst of empty jobs. */
function emptyJobs(world: World, settings: ReferenceSettings | undefined, times: number) {
  const { app } = world;
  const before = async () => {
    await unitOfWork(app, systemCaller(app), {}, ({ context }) => context.jobs.enqueueEach(numbered(empty, times)));
  };
  const nothing: TaskList = { empty: async () => tick() };
  return {
    what: `${times.toLocaleString("en")} empty jobs, queued in one burst`,
    better: "more",
    before,
    ours: () => drain(world, times),
    theirs: () => drainReference(world, times, ["empty", nothing], settings),
  } as const;
}

/** Compared with graphile-worker in its fastest configuration. */
export const workerEmpty = (world: World): Row => ({
  name: "worker-empty",
  reference: "graphile-worker 0.18 with local queue and batched completion",
  goal: 0.8,
  ...emptyJobs(world, best, 20_000),
});

/** Compared with graphile-worker in its default configuration: one job at a time. */
export const workerEmptyPlain = (world: World): Row => ({
  name: "worker-empty-plain",
  reference: "graphile-worker 0.18 with its default settings",
  goal: 10,
  ...emptyJobs(world, {}, 5000),
});

/** Jobs with one tenant transaction each, including the tenant's list of jobs. */
export function workerTransaction(world: World): Row {
  const { app, tenant } = world;
  const times = 5000;
  const before = async () => {
    await asTenant(app, tenant.id, ({ jobs }) => jobs.enqueueEach(numbered(transaction, times)));
  };
  return {
    name: "worker-transaction",
    what: "5,000 jobs with one tenant transaction each; start and end recorded in the tenant's list",
    reference: "graphile-worker 0.18 with the same transaction; start and end not recorded",
    goal: 1.5,
    better: "more",
    before,
    ours: () => drain(world, times),
    theirs: () =>
      drainReference(world, times, [
        "transaction",
        {
          async transaction(_payload, { withPgClient }) {
            await withPgClient(async (client) => {
              await client.query("begin");
              await client.query("select set_config('app.tenant_id', $1, true)", [tenant.id]);
              await client.query("select id from tags where tenant_id = $1 order by id limit 1", [tenant.id]);
              await client.query("commit");
            });
            tick();
          },
        },
      ]),
  };
}
