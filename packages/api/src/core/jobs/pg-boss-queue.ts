import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Db as BossConnection, JobInsert, PgBoss } from "pg-boss";
import { oneOf } from "../data/sql.ts";
import { refuse } from "../errors.ts";
import { FairOrder } from "./fair-order.ts";
import type { JobQueue, JobsOfType, Queued, QueueWork } from "./queue.ts";
import { queueJobs } from "./queue-tables.ts";

/** From this many jobs in one transaction on, the queue's statistics are refreshed. */
const statisticsThreshold = 1000;

/** Jobs wait in pg-boss, inserted in the caller's transaction; worker processes fetch them. */
export class PgBossQueue implements JobQueue {
  readonly #start: () => Promise<PgBoss>;
  readonly #refreshStatistics: () => Promise<void>;
  readonly #order = new FairOrder();
  #boss: Promise<PgBoss> | undefined;

  /**
   * @param start starts pg-boss, at the first job.
   * @param refreshStatistics updates the planner's statistics: without it, Postgres would scan the whole table for each of
   *   many new jobs.
   */
  constructor(start: () => Promise<PgBoss>, refreshStatistics: () => Promise<void>) {
    this.#start = start;
    this.#refreshStatistics = refreshStatistics;
  }

  async add(work: QueueWork, batch: readonly Queued[]): Promise<void> {
    const boss = await this.#ready();
    const byName = Map.groupBy(batch, ({ job }) => job.name);
    await Promise.all(
      [...byName].map(([name, queued]) =>
        boss.insert(
          name,
          queued.map((one) => this.#row(one)),
          connectionOf(work),
        ),
      ),
    );
    if (batch.length >= statisticsThreshold) work.afterCommit(this.#refreshStatistics);
  }

  async retry(work: QueueWork, queued: Queued): Promise<void> {
    const boss = await this.#ready();
    const connection = connectionOf(work);
    // Restarts the job if the queue still has it; otherwise queues it again.
    const kept = await findEnded(boss, queued, connection);
    if (kept?.state === "failed") await boss.retry(queued.job.name, queued.id, connection);
    else if (kept?.state === "cancelled") await boss.resume(queued.job.name, queued.id, connection);
    else {
      if (kept) await boss.deleteJob(queued.job.name, queued.id, connection);
      const { id, data, ...options } = this.#row(queued);
      await boss.send(queued.job.name, data, { id, ...options, ...connection });
    }
  }

  async cancel(work: QueueWork, name: string, id: string): Promise<void> {
    await (await this.#ready()).cancel(name, id, connectionOf(work));
  }

  async retryFailed(work: QueueWork, jobs: JobsOfType): Promise<string[]> {
    const held = await lock(work, jobs, ["failed"]);
    if (held.length === 0) return held;
    // They are new in the order of waiting jobs.
    const priorities = held.map(() => this.#order.next(jobs.name, jobs.tenantId));
    await work.send(
      `update pgboss.job set priority = given.priority from unnest($1::uuid[], $2::int[]) as given (id, priority)
       where job.name = $3 and job.id = given.id`,
      [held, priorities, jobs.name],
    );
    await (await this.#ready()).retry(jobs.name, held, connectionOf(work));
    return held;
  }

  async cancelUnfinished(work: QueueWork, jobs: JobsOfType): Promise<string[]> {
    const held = await lock(work, jobs, ["created", "retry", "active"]);
    if (held.length > 0) await (await this.#ready()).cancel(jobs.name, held, connectionOf(work));
    return held;
  }

  async close(): Promise<void> {
    await (await this.#boss)?.stop({ graceful: false });
  }

  #row({ id, job, envelope, options }: Queued): JobInsert & { id: string; data: object } {
    const { tenantId } = envelope;
    return {
      id,
      data: { ...envelope },
      priority: this.#order.next(job.name, tenantId, options.startAfterSeconds),
      ...(tenantId ? { group: { id: tenantId } } : {}),
      ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
    };
  }

  #ready(): Promise<PgBoss> {
    this.#boss ??= this.#start().catch((error) => {
      this.#boss = undefined;
      throw error;
    });
    return this.#boss;
  }
}

/** The maximum delay of the queue behind the job's row, in milliseconds. */
const maxLagMs = 2000;

/**
 * Finds an ended job. The row of a job is updated a moment before the queue, which refuses to restart a running job.
 *
 * @throws a conflict if the queue is not updated in time: the worker has died, and the queue has not noticed yet
 */
async function findEnded(boss: PgBoss, { id, job }: Queued, connection: { db: BossConnection }) {
  for (let waited = 0; waited < maxLagMs; waited += 25) {
    const [kept] = await boss.findJobs(job.name, { id, ...connection });
    if (kept?.state !== "active") return kept;
    await sleep(25);
  }
  return refuse({
    path: [],
    code: "conflict",
    entity: "job",
    message: "The last attempt has not ended yet. Try again in a minute.",
  });
}

/** Locks jobs until the transaction ends. @returns the ids of those in one of `states` */
async function lock(
  { db }: QueueWork,
  { name, ids, tenantId }: JobsOfType,
  states: (typeof queueJobs.$inferSelect.state)[],
): Promise<string[]> {
  const rows = await db
    .select({ id: queueJobs.id })
    .from(queueJobs)
    .where(
      and(
        eq(queueJobs.name, name),
        oneOf(queueJobs.id, ids),
        inArray(queueJobs.state, states),
        tenantId ? eq(queueJobs.groupId, tenantId) : isNull(queueJobs.groupId),
      ),
    )
    .orderBy(queueJobs.id)
    .for("no key update");
  return rows.map(({ id }) => id);
}

/** Makes pg-boss use the transaction. */
function connectionOf({ send }: QueueWork): { db: BossConnection } {
  return { db: { executeSql: async (text, values) => ({ rows: await send(text, values) }) } };
}
