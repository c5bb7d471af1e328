import { type Db, jobs, newId } from "@waybill/db";
import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { EnqueueOptions, JobDefinition, JobEnvelope } from "./jobs.ts";
import type { Logger } from "./logger.ts";
import type { Registry } from "./module.ts";

/** One job to be queued, in the transaction that wants it. */
export interface Enqueue {
  db: Db;
  afterCommit(effect: () => Promise<void>): void;
  job: JobDefinition;
  envelope: JobEnvelope;
  options: EnqueueOptions;
}

/** Where jobs wait. */
export interface JobQueue {
  /** @returns the job's id. */
  enqueue(request: Enqueue): Promise<string>;
  close(): Promise<void>;
}

/** Notes the job where its tenant sees it. */
async function recordJob({ db, job, envelope: { tenantId, ...envelope } }: Enqueue, id: string) {
  if (tenantId) await db.insert(jobs).values({ tenantId, id, name: job.name, ...envelope });
}

/** How a pg-boss instance is set up, in web and worker. */
export interface QueueOptions {
  /** The application's login. */
  url: string;
  /** The role to take on after the login, where the login is the owner. */
  role?: string;
  /** Whether this process works jobs off; otherwise it only queues them. */
  worker: boolean;
  /** Connections at the most. */
  max: number;
  /** How often stuck jobs are looked for. */
  monitorSeconds: number;
}

/** Makes and starts pg-boss, and the queues of every job there is. */
export async function startBoss(options: QueueOptions, registry: Registry, log: Logger): Promise<PgBoss> {
  const { worker, role } = options;
  const boss = new PgBoss({
    connectionString: options.url,
    ...(role ? { options: `-c role=${role}` } : {}),
    application_name: "waybill-queue",
    max: options.max,
    migrate: false,
    createSchema: false,
    supervise: worker,
    schedule: worker,
    useListenNotify: worker,
    superviseIntervalSeconds: options.monitorSeconds,
    monitorIntervalSeconds: options.monitorSeconds,
  });
  boss.on("error", (error) => log.error({ err: error }, "queue error"));
  boss.on("warning", (warning) => log.warn({ warning }, "queue warning"));
  await boss.start();
  const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
  for (const job of registry.jobs.values()) {
    const settings = {
      notify: true,
      retryLimit: job.retry.limit,
      retryDelay: job.retry.delaySeconds,
      retryBackoff: true,
      expireInSeconds: job.timeoutSeconds,
      heartbeatSeconds: Math.max(10, options.monitorSeconds),
    };
    if (existing.has(job.name)) await boss.updateQueue(job.name, settings);
    else await boss.createQueue(job.name, settings);
  }
  return boss;
}

/** Jobs wait in pg-boss, inserted in the caller's transaction; a worker process drains them. */
export class BossQueue implements JobQueue {
  readonly #start: () => Promise<PgBoss>;
  #boss: Promise<PgBoss> | undefined;

  /** @param start makes the instance, at the first job. */
  constructor(start: () => Promise<PgBoss>) {
    this.#start = start;
  }

  async enqueue(request: Enqueue): Promise<string> {
    const { db, job, envelope, options } = request;
    const boss = await this.#ready();
    const id = newId();
    await recordJob(request, id);
    await boss.send(
      job.name,
      { ...envelope },
      {
        id,
        db: fromDrizzle(db, sql),
        ...(envelope.tenantId ? { group: { id: envelope.tenantId } } : {}),
        ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
        ...(options.priority ? { priority: options.priority } : {}),
      },
    );
    return id;
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

/** Runs one attempt of a job. @throws what its handler threw, so that it is tried again */
export type RunAttempt = (id: string, job: JobDefinition, envelope: JobEnvelope, attempt: number) => Promise<void>;

/** Jobs run in this process right after the commit: the same code, with a debugger's stack trace. */
export class InlineQueue implements JobQueue {
  readonly #run: RunAttempt;
  readonly #log: Logger;

  constructor(run: RunAttempt, log: Logger) {
    this.#run = run;
    this.#log = log;
  }

  async enqueue(request: Enqueue): Promise<string> {
    const { job, envelope, afterCommit } = request;
    const id = newId();
    await recordJob(request, id);
    afterCommit(() => this.#attempt(id, job, envelope, 1));
    return id;
  }

  async close(): Promise<void> {}

  async #attempt(id: string, job: JobDefinition, envelope: JobEnvelope, attempt: number): Promise<void> {
    try {
      await this.#run(id, job, envelope, attempt);
    } catch (error) {
      if (attempt <= job.retry.limit) return this.#attempt(id, job, envelope, attempt + 1);
      this.#log.error({ err: error, job: job.name, id }, "job failed for good");
    }
  }
}
