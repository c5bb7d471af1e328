import { setTimeout as sleep } from "node:timers/promises";
import { asTenant, defineJob, type JobDefinition } from "@waybill/api/bench";
import { startWorker } from "@waybill/api/worker";
import { preparedSql } from "@waybill/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Row } from "../measure.ts";
import type { BenchTenant, World } from "../world.ts";

/** The number of jobs that the noisy tenant queues at once. */
const noisyJobs = 20_000;
/** The numbers of quiet tenants and of jobs of each. More would outlast the jobs of the noisy tenant. */
const quietTenants = 99;
const jobsEach = 1;
/** The time between the jobs of two quiet tenants, in milliseconds. */
const restMs = 20;

const oneTag = preparedSql(() => sql`select id from tags order by id limit 1`);

let started = (_n: number) => {};
const shared = defineJob({
  name: "bench.shared",
  title: "One transaction, of someone",
  readBy: "jobs.read",
  onGiveUp: { noDependents: "A job of the benchmark." },
  input: z.object({ n: z.number() }),
  async run({ input, transaction }) {
    started(input.n);
    await transaction(({ run }) => run(oneTag, {}));
  },
});

/** The job types of this file, which must exist before the queue starts. */
export const quietJobs = [shared] as JobDefinition[];

/** The waits of jobs of 99 tenants behind a tenant with 20,000 jobs, compared with their waits alone. */
export async function quietJobsRow({ app, tenant, tenants, createTenant, owner }: World): Promise<Row> {
  const quiet: BenchTenant[] = tenants.slice(1);
  while (quiet.length < quietTenants) quiet.push(await createTenant(`quiet-${quiet.length}`));

  /** Queues the jobs of the quiet tenants in turn. @returns the 95th percentile of the waits, in milliseconds */
  const waits = async (): Promise<number> => {
    const committed = new Map<number, number>();
    const starts = new Map<number, number>();
    const count = quietTenants * jobsEach;
    const { promise, resolve } = Promise.withResolvers<void>();
    started = (n) => {
      if (n < 0) return;
      starts.set(n, performance.now());
      if (starts.size === count) resolve();
    };
    for (let n = 0; n < count; n += 1) {
      const { id } = quiet[n % quietTenants] ?? tenant;
      await asTenant(app, id, ({ jobs }) => jobs.enqueue(shared, { n }));
      committed.set(n, performance.now());
      await sleep(restMs);
    }
    await promise;
    const all = [...starts].map(([n, at]) => Math.max(0, at - (committed.get(n) ?? at)));
    return all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? 0;
  };

  let left = 0;
  return {
    name: "quiet-jobs",
    what: "the wait of jobs of 99 tenants, 95th percentile, beside a tenant that has queued 20,000",
    reference: "the same 99 tenants alone",
    goal: 3,
    better: "less",
    async before() {
      const many = Array.from({ length: noisyJobs }, () => ({ job: shared as JobDefinition, input: { n: -1 } }));
      await asTenant(app, tenant.id, ({ jobs }) => jobs.enqueueEach(many));
    },
    async ours() {
      const worker = await startWorker(app);
      const figure = await waits();
      await worker.stop();
      const rows = await owner`delete from pgboss.job where name = ${shared.name} and state < 'active' returning id`;
      if (rows.length === 0) throw new Error("The noisy tenant's jobs were done before those of the quiet ones.");
      left = rows.length;
      await owner`delete from jobs where name = ${shared.name}`;
      return figure;
    },
    async theirs() {
      const worker = await startWorker(app);
      const figure = await waits();
      await worker.stop();
      return figure;
    },
    note: () => `${left.toLocaleString("en")} of the 20,000 were still waiting at the end of a round`,
  };
}
