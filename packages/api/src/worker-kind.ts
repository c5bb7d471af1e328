import pLimit from "p-limit";
import type { JobResult, JobWithMetadata, PgBoss } from "pg-boss";
import { z } from "zod";
import type { App } from "./core/context.ts";
import { publicMessage } from "./core/errors.ts";
import type { Outcome } from "./core/job-attempt.ts";
import type { JobDefinition } from "./core/jobs.ts";
import { runAttempts, type Slots } from "./core/run-job.ts";

const envelope = z.object({
  tenantId: z.uuid().nullable(),
  userId: z.uuid().nullable(),
  requestId: z.string(),
  origin: z.object({
    ip: z.string().nullable(),
    traceparent: z.string().nullable(),
    // Jobs of earlier versions do not have it.
    apiKeyId: z.guid().nullish(),
  }),
  input: z.unknown(),
});

/** The polling interval for due jobs, in seconds. NOTIFY announces new ones. */
const dueSeconds = 2;

/** The options of all registrations. */
const everywhere = {
  includeMetadata: true,
  perJobResults: true,
  pollingIntervalSeconds: dueSeconds,
  notifyPollingIntervalSeconds: dueSeconds,
} as const;

/** The most jobs of a batch. With quick handlers, it takes a fraction of a second. */
const batchSize = 100;
/** How many batches are in work at a time: while one is fetched or settled, the other one runs. */
const batches = 2;
/** With fewer slots, one handler that hangs would hold up a batch. */
const fewestSlots = 3;
/** Handlers that take longer on average, in milliseconds, do not run in batches. */
const longestMs = 100;
/** About what fetching and settling one job takes, in milliseconds. */
const queueMs = 2;
/** The weight of one job in the averages. */
const weight = 0.1;
/** Number of jobs without a pause that are taken for a backlog, at first and at most. */
const fewest = 20;
const most = 5000;
/** A pause between single jobs, and between batches, in milliseconds. */
const pauseMs = 50;
const calmMs = 1000;

/**
 * The slots of one kind of jobs. Normally, each slot fetches, runs and settles one job at a time. While there is a backlog of
 * jobs with quick handlers, all slots but one are replaced by batches: many jobs are fetched, recorded and settled together,
 * though no more handlers run at a time than before. The remaining slot serves the tenants that do not fill the batches.
 */
export class KindWorker {
  readonly #app: App;
  readonly #boss: PgBoss;
  readonly #job: JobDefinition;
  readonly #concurrency: number;
  /** The current registrations with the queue. */
  #registered: string[] = [];
  #batching = false;
  #stopped = false;
  /** Changes of registrations, one after the other. */
  #changing: Promise<void> = Promise.resolve();
  /** Jobs in work in the slots. */
  #busy = 0;
  /** When the last of them ended, by `performance.now()`. */
  #endedAt = 0;
  /** Number of jobs without a pause. */
  #pressure = 0;
  /** Number of jobs without a pause that are taken for a backlog; more after batches that were not full. */
  #enough = fewest;
  #fullBatches = 0;
  /** Ends the batches when none comes any more. */
  #calm: NodeJS.Timeout | undefined;
  /** The average duration of a handler, in milliseconds. */
  #handlerMs = 0;
  /** The average duration of recording the start and end of one job, in milliseconds. */
  #recordingMs = 0;
  readonly #limit: Slots;

  constructor(app: App, boss: PgBoss, job: JobDefinition, concurrency: number) {
    this.#app = app;
    this.#boss = boss;
    this.#job = job;
    this.#concurrency = concurrency;
    this.#limit = pLimit(Math.max(1, concurrency - 1));
  }

  async start(): Promise<void> {
    this.#registered = await this.#workInSlots();
  }

  /** Fetches no more jobs. Does not wait for running ones. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#calm);
    void this.#boss.offWork(this.#job.name, { wait: false });
  }

  async #workInSlots(): Promise<string[]> {
    const { name } = this.#job;
    const options = {
      ...everywhere,
      localConcurrency: this.#concurrency,
      // One tenant can occupy all slots but one, so that another tenant's job always finds one.
      localGroupConcurrency: Math.max(1, this.#concurrency - 1),
    } as const;
    const id = await this.#boss.work(name, options, async (fetched) => {
      wake(this.#boss, name);
      const started = performance.now();
      if (this.#busy === 0 && started - this.#endedAt > pauseMs) this.#pressure = 0;
      this.#busy += 1;
      this.#pressure += 1;
      let handlerMs = 0;
      try {
        return await this.#run(fetched, async (handle) => {
          const begun = performance.now();
          const result = await this.#timed(handle);
          handlerMs = performance.now() - begun;
          return result;
        });
      } finally {
        this.#busy -= 1;
        this.#endedAt = performance.now();
        this.#recordingMs += (performance.now() - started - handlerMs - this.#recordingMs) * weight;
        if (this.#pressure >= this.#enough && this.#isQuick) this.#change(true);
      }
    });
    return [id];
  }

  async #workInBatches(): Promise<string[]> {
    const { name } = this.#job;
    const many = { ...everywhere, batchSize, burstWhenBatchFull: true, localConcurrency: batches } as const;
    const inBatches = await this.#boss.work(name, many, async (fetched) => {
      clearTimeout(this.#calm);
      try {
        return await this.#run(fetched, (handle) => this.#limit(() => this.#timed(handle)));
      } finally {
        if (fetched.length === batchSize) this.#fullBatches += 1;
        if (fetched.length < batchSize / 4 || this.#handlerMs > longestMs) this.#change(false);
        else
          for (const { id, workId } of this.#boss.getWipData()) if (workId === inBatches) this.#boss.notifyWorker(id);
        this.#calm = setTimeout(() => this.#change(false), calmMs).unref();
      }
    });
    // NOTIFY wakes it, and it does not look again while it is idle: skipping a backlog of one tenant takes time.
    const alone = { ...everywhere, groupConcurrency: batchSize / 2 } as const;
    const besides = await this.#boss.work(name, alone, (fetched) =>
      this.#run(fetched, (handle) => this.#timed(handle)),
    );
    return [inBatches, besides];
  }

  /** Whether everything around a handler takes longer than it does: then batches gain. */
  get #isQuick(): boolean {
    return this.#handlerMs <= Math.min(this.#recordingMs + queueMs, longestMs);
  }

  async #timed<T>(handle: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await handle();
    } finally {
      this.#handlerMs += (performance.now() - started - this.#handlerMs) * weight;
    }
  }

  /** Runs fetched jobs. @returns their results, for the queue */
  async #run(fetched: JobWithMetadata<unknown>[], slots: Slots): Promise<JobResult[]> {
    const attempts = fetched.map(({ id, data, retryCount, signal }) => ({
      id,
      envelope: envelope.parse(data),
      attempt: retryCount + 1,
      signal,
    }));
    const outcomes = await runAttempts(this.#app, this.#job, attempts, slots);
    return outcomes.map((outcome, index) => queueResultOf(outcome, attempts[index]?.envelope.requestId ?? ""));
  }

  /** Replaces the slots by batches, or the batches by slots. What they run is finished. */
  #change(toBatches: boolean): void {
    if (this.#batching === toBatches || this.#concurrency < fewestSlots) return;
    this.#batching = toBatches;
    this.#pressure = 0;
    if (!toBatches) this.#enough = this.#fullBatches > batches ? fewest : Math.min(this.#enough * 2, most);
    this.#fullBatches = 0;
    this.#changing = this.#changing.then(async () => {
      if (this.#stopped) return;
      try {
        const before = this.#registered;
        this.#registered = toBatches ? await this.#workInBatches() : await this.#workInSlots();
        for (const id of before) await this.#boss.offWork(this.#job.name, { id, wait: false });
        if (this.#stopped) this.stop();
      } catch (error) {
        this.#app.log.error({ err: error, job: this.#job.name }, "the slots of a kind of jobs could not be changed");
      }
    });
  }
}

/** Where there was a job there may be more: wakes an idle slot of a queue; busy slots check when they are done. */
function wake(boss: PgBoss, queue: string): void {
  const slots = boss.getWipData().filter(({ name }) => name === queue);
  // The slot that has been idle longest.
  const [next] = slots
    .filter(({ count }) => count === 0)
    .sort((a, b) => Number(a.lastFetchedOn ?? 0) - Number(b.lastFetchedOn ?? 0));
  for (const { id, count } of slots) if (count > 0 || id === next?.id) boss.notifyWorker(id);
}

/** The outcome in terms of the queue: a refused job is not retried. */
function queueResultOf({ id, state, result, error }: Outcome, requestId: string): JobResult {
  if (state === "done" || state === "cancelled") {
    return { id, status: "completed", output: typeof result === "object" && result !== null ? result : {} };
  }
  const message = publicMessage(error, requestId);
  return { id, status: state === "refused" ? "deadletter" : "failed", output: { message } };
}
