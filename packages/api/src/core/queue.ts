import { setTimeout as sleep } from "node:timers/promises";
import { QueueConnection, type QueueConnectionOptions, type Transaction } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Db as BossConnection, type JobInsert, PgBoss, type QueueResult } from "pg-boss";
import { refuse } from "./errors.ts";
import type { EnqueueOptions, JobDefinition, JobEnvelope } from "./jobs.ts";
import type { Logger } from "./logger.ts";
import type { Registry } from "./module.ts";
import { Paced } from "./paced.ts";
import { queueJobs } from "./queue-tables.ts";
import { insertTogether, newRows, oneOf } from "./sql.ts";

/** One job to be queued. */
export interface Queued {
  id: string;
  job: JobDefinition;
  envelope: JobEnvelope;
  options: EnqueueOptions;
}

/** A job as the tenant's table has it. */
export type QueuedRow = typeof jobs.$inferSelect;

/** The transaction that wants something of the queue. */
export interface QueueWork extends Pick<Transaction, "db" | "run" | "send" | "distributed"> {
  afterCommit(effect: () => Promise<void>): void;
}

/** Jobs of one kind that belong to one tenant, or, where it is null, to none. */
export interface ManyJobs {
  name: string;
  ids: readonly string[];
  tenantId: string | null;
}

/** Where jobs wait. */
export interface JobQueue {
  /** Queues jobs that nothing is recorded of yet. */
  add(work: QueueWork, batch: readonly Queued[]): Promise<void>;
  /** Has a job that ended run once more. */
  retry(work: QueueWork, queued: Queued): Promise<void>;
  /** Takes a job out. */
  cancel(work: QueueWork, name: string, id: string): Promise<void>;
  /** Has those of the jobs run once more that are held as failed. @returns their ids */
  retryFailed(work: QueueWork, jobs: ManyJobs): Promise<string[]>;
  /** Takes those of the jobs out that wait or run. @returns their ids */
  cancelUnfinished(work: QueueWork, jobs: ManyJobs): Promise<string[]>;
  close(): Promise<void>;
}

const alive = ["queued", "running", "retrying"] as const;

/**
 * Notes jobs where their tenant sees them.
 *
 * @returns the id of the job that waits or runs with the same unique key, where there is one: then nothing is noted.
 */
export async function recordJobs(
  { db, run, distributed }: Pick<QueueWork, "db" | "run" | "distributed">,
  batch: readonly Queued[],
): Promise<string | null> {
  // A unit of work queues for its own tenant, or for none.
  const tenantId = batch.at(0)?.envelope.tenantId;
  if (!tenantId) return null;
  const rows = batch.map(({ id, job, options, envelope: { userId, requestId, origin, input } }) => ({
    ...{ id, name: job.name, userId, requestId, origin, input },
    uniqueKey: options.uniqueKey ?? null,
    eventId: options.eventId ?? null,
  }));
  const [first] = rows;
  if (!first) return null;
  if (!first.uniqueKey) {
    await insertTogether({ db, run, distributed, tenant: { id: tenantId } }, newRows(jobs, rows));
    return null;
  }
  const values = { tenantId, ...first };
  const noted = await db.insert(jobs).values(values).onConflictDoNothing().returning({ id: jobs.id });
  if (noted.length > 0) return null;
  const [other] = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.tenantId, tenantId),
        eq(jobs.name, first.name),
        eq(jobs.uniqueKey, first.uniqueKey),
        inArray(jobs.state, [...alive]),
      ),
    );
  return other?.id ?? first.id;
}

/** How a pg-boss instance is set up, in web and worker. */
export interface QueueOptions extends QueueConnectionOptions {
  /** Whether this process works jobs off; otherwise it only queues them. */
  worker: boolean;
  /** How often stuck jobs are looked for. */
  monitorSeconds: number;
}

/**
 * Makes and starts pg-boss, and the queues of every job there is.
 *
 * @param connection its connection; one of its own, where it is left out.
 * @throws where the database cannot be asked; the connection is closed then
 */
export async function startBoss(
  options: QueueOptions,
  registry: Registry,
  log: Logger,
  connection = new QueueConnection(options),
): Promise<PgBoss> {
  const { worker } = options;
  const say = sayPaced(log);
  const boss = new PgBoss({
    db: outspoken(connection, say),
    migrate: false,
    createSchema: false,
    supervise: worker,
    schedule: worker,
    useListenNotify: worker,
    superviseIntervalSeconds: options.monitorSeconds,
    monitorIntervalSeconds: options.monitorSeconds,
    // Indexes belong to the owner; the application's role could not rebuild them.
    reindex: false,
    openTelemetry: { enabled: false },
    // Operators see by it which processes work.
    instanceHeartbeatSeconds: 10,
  });
  boss.on("error", say);
  boss.on("warning", (warning) => log.warn({ warning }, "queue warning"));
  boss.on("stopped", () => void connection.close());
  try {
    await boss.start();
    await makeQueues(boss, registry, options);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    await connection.close();
    throw error;
  }
  return boss;
}

/** Makes the queues that are not there yet, and changes those that are to be different now. */
async function makeQueues(boss: PgBoss, registry: Registry, { monitorSeconds }: QueueOptions): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const job of registry.jobs.values()) {
    const settings = {
      notify: true,
      retryLimit: job.retry.limit,
      retryDelay: job.retry.delaySeconds,
      retryBackoff: true,
      expireInSeconds: job.timeoutSeconds,
      heartbeatSeconds: Math.max(10, monitorSeconds),
    };
    const queue = existing.get(job.name);
    if (!queue) await boss.createQueue(job.name, settings);
    else if (differs(queue, settings)) await boss.updateQueue(job.name, settings);
  }
}

/**
 * The queue's connection, with what fails on it told: pg-boss takes a job whose end it could not write for one that has failed,
 * runs it again, and says nothing.
 */
function outspoken(connection: QueueConnection, say: (error: unknown) => void): BossConnection {
  return {
    executeSql: (text, values) =>
      connection.executeSql(text, values).catch((error) => {
        say(error);
        throw error;
      }),
    listen: (channel, onNotification, onReconnect) => connection.listen(channel, onNotification, onReconnect),
  };
}

/** How many errors of the queue are written a minute: without the database, every place of every queue has one. */
const errorsPerMinute = 20;

function sayPaced(log: Logger): (error: unknown) => void {
  const pace = new Paced(errorsPerMinute);
  return (error) => {
    const admitted = pace.admit();
    if (admitted) log.error({ err: error, ...(admitted.leftOut ? admitted : {}) }, "queue error");
  };
}

function differs(queue: QueueResult, settings: Partial<QueueResult>): boolean {
  return Object.entries(settings).some(([name, value]) => Reflect.get(queue, name) !== value);
}

/** From this many jobs in one transaction on, the queue's statistics are taken anew after it. */
const burst = 1000;

/** Jobs wait in pg-boss, inserted in the caller's transaction; a worker process drains them. */
export class BossQueue implements JobQueue {
  readonly #start: () => Promise<PgBoss>;
  readonly #refreshStatistics: () => Promise<void>;
  #boss: Promise<PgBoss> | undefined;

  /**
   * @param start makes the instance, at the first job.
   * @param refreshStatistics tells the planner how many jobs there are: without, it reads the whole table for each of
   *   a burst of jobs.
   */
  constructor(start: () => Promise<PgBoss>, refreshStatistics: () => Promise<void>) {
    this.#start = start;
    this.#refreshStatistics = refreshStatistics;
  }

  async add(work: QueueWork, batch: readonly Queued[]): Promise<void> {
    const boss = await this.#ready();
    const byName = Map.groupBy(batch, ({ job }) => job.name);
    await Promise.all([...byName].map(([name, queued]) => boss.insert(name, queued.map(bossJob), connectionOf(work))));
    if (batch.length >= burst) work.afterCommit(this.#refreshStatistics);
  }

  async retry(work: QueueWork, queued: Queued): Promise<void> {
    const boss = await this.#ready();
    const connection = connectionOf(work);
    // The same job where the queue still has it; one that it has already forgotten is queued anew.
    const kept = await settled(boss, queued, connection);
    if (kept?.state === "failed") await boss.retry(queued.job.name, queued.id, connection);
    else if (kept?.state === "cancelled") await boss.resume(queued.job.name, queued.id, connection);
    else {
      if (kept) await boss.deleteJob(queued.job.name, queued.id, connection);
      const { id, data, ...options } = bossJob(queued);
      await boss.send(queued.job.name, data, { id, ...options, ...connection });
    }
  }

  async cancel(work: QueueWork, name: string, id: string): Promise<void> {
    await (await this.#ready()).cancel(name, id, connectionOf(work));
  }

  async retryFailed(work: QueueWork, jobs: ManyJobs): Promise<string[]> {
    const held = await lock(work, jobs, ["failed"]);
    if (held.length > 0) await (await this.#ready()).retry(jobs.name, held, connectionOf(work));
    return held;
  }

  async cancelUnfinished(work: QueueWork, jobs: ManyJobs): Promise<string[]> {
    const held = await lock(work, jobs, ["created", "retry", "active"]);
    if (held.length > 0) await (await this.#ready()).cancel(jobs.name, held, connectionOf(work));
    return held;
  }

  async close(): Promise<void> {
    await (await this.#boss)?.stop({ graceful: false });
  }

  #ready(): Promise<PgBoss> {
    this.#boss ??= this.#start().catch((error) => {
      this.#boss = undefined;
      throw error;
    });
    return this.#boss;
  }
}

/** How long a job that its tenant sees as ended may take until the queue does too, in milliseconds. */
const settlingMs = 2000;

/**
 * Finds a job that has ended. Its tenant sees that a moment before the queue notes it, and until then the queue would
 * not have it run again.
 *
 * @throws a conflict where the queue notes nothing: its worker is gone, and the queue has yet to find that out
 */
async function settled(boss: PgBoss, { id, job }: Queued, connection: { db: BossConnection }) {
  for (let waited = 0; waited < settlingMs; waited += 25) {
    const [kept] = await boss.findJobs(job.name, { id, ...connection });
    if (kept?.state !== "active") return kept;
    await sleep(25);
  }
  return refuse({
    path: [],
    code: "conflict",
    entity: "job",
    message: "The last attempt is still being ended. Try again in a minute.",
  });
}

/** Keeps jobs in the state that they are in until the transaction ends. @returns the ids of those in one of `states` */
async function lock(
  { db }: QueueWork,
  { name, ids, tenantId }: ManyJobs,
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

/** Has pg-boss speak inside the transaction. */
function connectionOf({ send }: QueueWork): { db: BossConnection } {
  return { db: { executeSql: async (text, values) => ({ rows: await send(text, values) }) } };
}

function bossJob({ id, envelope, options }: Queued): JobInsert & { id: string; data: object } {
  return {
    id,
    data: { ...envelope },
    ...(envelope.tenantId ? { group: { id: envelope.tenantId } } : {}),
    ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
  };
}

/**
 * Runs one attempt of a job.
 *
 * @returns whether it was done; it was not where it was refused or cancelled.
 * @throws what its handler threw, so that it is tried again
 */
export type RunAttempt = (queued: Queued, attempt: number) => Promise<boolean>;

/** Jobs run in this process right after the commit: the same code, with a debugger's stack trace. */
export class InlineQueue implements JobQueue {
  readonly #run: RunAttempt;
  readonly #log: Logger;

  constructor(run: RunAttempt, log: Logger) {
    this.#run = run;
    this.#log = log;
  }

  async add({ afterCommit }: QueueWork, batch: readonly Queued[]): Promise<void> {
    for (const queued of batch) afterCommit(() => this.#attempt(queued, 1));
  }

  async retry({ afterCommit }: QueueWork, queued: Queued): Promise<void> {
    afterCommit(() => this.#attempt(queued, 1));
  }

  // What runs at once leaves nothing to be found in the queue later.
  async cancel(): Promise<void> {}

  async retryFailed(): Promise<string[]> {
    return [];
  }

  async cancelUnfinished(): Promise<string[]> {
    return [];
  }

  async close(): Promise<void> {}

  async #attempt(queued: Queued, attempt: number): Promise<void> {
    try {
      await this.#run(queued, attempt);
    } catch (error) {
      if (attempt <= queued.job.retry.limit) return this.#attempt(queued, attempt + 1);
      this.#log.error({ err: error, job: queued.job.name, id: queued.id }, "job failed for good");
      return;
    }
  }
}
