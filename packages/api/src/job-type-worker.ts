import pLimit, { type LimitFunction } from "p-limit";
import type { JobResult, JobWithMetadata, PgBoss } from "pg-boss";
import { z } from "zod";
import type { App } from "./core/context.ts";
import { publicMessage } from "./core/errors.ts";
import type { Outcome } from "./core/jobs/job-attempt.ts";
import type { JobDefinition } from "./core/jobs/jobs.ts";
import { type RunInSlot, runAttempts } from "./core/jobs/run-job.ts";

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
const commonOptions = {
  includeMetadata: true,
  perJobResults: true,
  pollingIntervalSeconds: dueSeconds,
  notifyPollingIntervalSeconds: dueSeconds,
} as const;

/** The fewest and the most jobs of a batch. */
const minBatch = 10;
const maxBatch = 100;
/** The planned duration of a batch's handlers, in milliseconds: jobs of other tenants wait as long. */
const batchMs = 100;
/** The number of concurrent batches: while one is fetched or ended, the other one runs. */
const batches = 2;
/** With fewer slots, one handler that hangs would hold up a batch. */
const minSlots = 3;
/** Handlers that take longer on average, in milliseconds, gain nothing by batches. */
const quickMs = 50;
/** A handler that takes this long, in milliseconds, ends the batches: other tenants need a slot that it does not occupy. */
const slowMs = 500;
/** Handlers that take this long, in milliseconds, hang, or a shorter time with a short timeout. */
const hangingMs = 5000;
/** The interval of the check whether all slots of a batch hang, in milliseconds. */
const checkMs = 500;
/** The weight of one job in the average. */
const weight = 0.1;
/** Number of jobs without a pause that count as a backlog, at first and at most. */
const minStreak = 20;
const maxStreak = 5000;
/** The shortest pause, in milliseconds. */
const pauseMs = 50;

/**
 * The slots of one job type. Normally, each slot fetches, runs and ends one job at a time. While there is a backlog of
 * jobs with quick handlers, all slots but one are replaced by batches: many jobs are fetched, recorded and ended together,
 * and as many handlers run at a time as before. The remaining slot runs the next job meanwhile.
 */
export class JobTypeWorker {
  readonly #app: App;
  readonly #boss: PgBoss;
  readonly #job: JobDefinition;
  readonly #concurrency: number;
  /** Limits the handlers of all batches. */
  readonly #limit: LimitFunction;
  /** The current registrations with the queue. */
  #registered: string[] = [];
  #batching = false;
  /** The most jobs of the current batches. */
  #batchSize = maxBatch;
  #stopped = false;
  /** Changes of registrations, one after the other. */
  #changing: Promise<void> = Promise.resolve();
  /** Jobs in work in the slots, and when the last one ended, by `performance.now()`. */
  #busy = 0;
  #endedAt = 0;
  /** Number of jobs without a pause. */
  #streak = 0;
  /** Number of jobs without a pause that count as a backlog. */
  #backlog = minStreak;
  /** The average duration of a handler, in milliseconds. */
  #handlerMs = 0;
  /** Number of running handlers that are slow, and of those that hang. */
  #slow = 0;
  #hanging = 0;

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
    void this.#boss.offWork(this.#job.name, { wait: false });
  }

  async #workInSlots(): Promise<string[]> {
    const { name } = this.#job;
    const options = {
      ...commonOptions,
      localConcurrency: this.#concurrency,
      // One tenant can occupy all slots but one, so that another tenant's job always finds one.
      localGroupConcurrency: Math.max(1, this.#concurrency - 1),
    } as const;
    const id = await this.#boss.work(name, options, async (fetched) => {
      wake(this.#boss, id);
      const paused = this.#busy === 0 && performance.now() - this.#endedAt > pauseMs;
      this.#streak = paused ? 1 : this.#streak + 1;
      this.#busy += 1;
      try {
        return await this.#run(fetched);
      } finally {
        this.#busy -= 1;
        this.#endedAt = performance.now();
        if (this.#streak >= this.#backlog && this.#handlerMs <= quickMs && this.#slow === 0) this.#change(true);
      }
    });
    return [id];
  }

  async #workInBatches(): Promise<string[]> {
    const { name } = this.#job;
    const batchSize = batchSizeFor(this.#handlerMs, this.#limit.concurrency);
    this.#batchSize = batchSize;
    const batchOptions = { ...commonOptions, batchSize, burstWhenBatchFull: true, localConcurrency: batches } as const;
    const inBatches = await this.#boss.work(name, batchOptions, async (fetched) => {
      // If all slots hang, the waiting handlers start anyway.
      const overdue = Promise.withResolvers<void>();
      const timer = setInterval(() => {
        if (this.#hanging >= this.#limit.concurrency) overdue.resolve();
      }, checkMs);
      const runInSlot: RunInSlot = <T>(handle: () => Promise<T>) => {
        let running: Promise<T> | undefined;
        const runOnce = () => (running ??= handle());
        return Promise.race([this.#limit(runOnce), overdue.promise.then(runOnce)]);
      };
      try {
        return await this.#run(fetched, runInSlot);
      } finally {
        clearInterval(timer);
        // A batch that ends after the batches were left decides nothing.
        if (this.#registered[0] === inBatches) {
          if (fetched.length === batchSize) this.#backlog = minStreak;
          else this.#expectLongerStreak();
          if (fetched.length < batchSize / 4) this.#change(false);
        }
        if (this.#batching) wake(this.#boss, inBatches);
      }
    });
    const single = await this.#boss.work(name, commonOptions, (fetched) => this.#run(fetched));
    return [inBatches, single];
  }

  /** Runs fetched jobs. @returns their results, for the queue */
  async #run(fetched: JobWithMetadata<unknown>[], runInSlot: RunInSlot = (handle) => handle()): Promise<JobResult[]> {
    const unreadable: JobResult[] = [];
    const attempts = fetched.flatMap(({ id, data, retryCount, signal }) => {
      const read = envelope.safeParse(data);
      if (read.success) return [{ id, envelope: read.data, attempt: retryCount + 1, signal }];
      // It fails alone, not the batch.
      this.#app.log.error({ err: read.error, job: this.#job.name, jobId: id }, "the data of a job cannot be read");
      unreadable.push({ id, status: "failed", output: { message: "The data of the job cannot be read." } });
      return [];
    });
    const timed: RunInSlot = (handle) => runInSlot(() => this.#timed(handle));
    const requestIds = new Map(attempts.map(({ id, envelope: { requestId } }) => [id, requestId]));
    const retries = new Map(fetched.map(({ id, retryCount }) => [id, retryCount]));
    const resultOf = (outcome: Outcome) => queueResultOf(outcome, requestIds.get(outcome.id) ?? "");
    const endInQueue = async (ended: readonly Outcome[]) => {
      for (const { id, status, output } of ended.map(resultOf)) {
        const claim = { id, retryCount: retries.get(id) ?? 0 };
        if (status === "completed") await this.#boss.complete(this.#job.name, claim, output);
        else if (status === "failed") await this.#boss.fail(this.#job.name, claim, output);
      }
    };
    const together = fetched.length > 1 ? { endInQueue } : {};
    const outcomes = await runAttempts(this.#app, this.#job, attempts, { runInSlot: timed, ...together });
    return [...unreadable, ...outcomes.map(resultOf)];
  }

  async #timed<T>(handle: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const counted = { slow: 0, hanging: 0 };
    const slow = setTimeout(() => {
      this.#slow += counted.slow = 1;
      this.#leaveBatches();
    }, slowMs);
    const hanging = setTimeout(
      () => {
        this.#hanging += counted.hanging = 1;
      },
      Math.min(hangingMs, this.#job.timeoutSeconds * 250),
    );
    try {
      return await handle();
    } finally {
      clearTimeout(slow);
      clearTimeout(hanging);
      this.#slow -= counted.slow;
      this.#hanging -= counted.hanging;
      this.#handlerMs += (performance.now() - started - this.#handlerMs) * weight;
      if (this.#handlerMs > quickMs) this.#leaveBatches();
      // The next batches are smaller.
      else if (batchSizeFor(this.#handlerMs, this.#limit.concurrency) < this.#batchSize / 2) this.#change(false);
    }
  }

  /** Returns to slots, because handlers are no longer quick. */
  #leaveBatches(): void {
    if (!this.#batching) return;
    this.#expectLongerStreak();
    this.#change(false);
  }

  /** After batches that gained nothing, only a longer streak counts as a backlog. */
  #expectLongerStreak(): void {
    this.#backlog = Math.min(this.#backlog * 2, maxStreak);
  }

  /** Replaces the slots by batches, or the batches by slots. Their running jobs are finished. */
  #change(toBatches: boolean): void {
    if (this.#batching === toBatches || this.#concurrency < minSlots) return;
    this.#batching = toBatches;
    this.#streak = 0;
    this.#changing = this.#changing.then(async () => {
      if (this.#stopped) return;
      try {
        const before = this.#registered;
        this.#registered = toBatches ? await this.#workInBatches() : await this.#workInSlots();
        for (const id of before) await this.#boss.offWork(this.#job.name, { id, wait: false });
        if (this.#stopped) this.stop();
      } catch (error) {
        this.#app.log.error({ err: error, job: this.#job.name }, "the slots of a job type could not be changed");
      }
    });
  }
}

/**
 * The number of jobs of a batch.
 *
 * @param handlerMs the average duration of a handler, in milliseconds
 * @param concurrency the number of concurrent handlers
 */
function batchSizeFor(handlerMs: number, concurrency: number): number {
  const jobs = Math.round((batchMs * concurrency) / handlerMs);
  return Math.min(maxBatch, Math.max(minBatch, jobs));
}

/** Wakes an idle slot of a registration, because more jobs may wait. Busy slots check when they are done. */
function wake(boss: PgBoss, registration: string): void {
  const slots = boss.getWipData().filter(({ workId }) => workId === registration);
  // The slot that has been idle longest.
  const [next] = slots
    .filter(({ count }) => count === 0)
    .sort((a, b) => Number(a.lastFetchedOn ?? 0) - Number(b.lastFetchedOn ?? 0));
  for (const { id, count } of slots) if (count > 0 || id === next?.id) boss.notifyWorker(id);
}

/** The outcome in terms of the queue: a permanent failure is not retried. */
function queueResultOf({ id, state, error }: Outcome, requestId: string): JobResult {
  // The result is in the job's row.
  if (state === "done" || state === "cancelled") return { id, status: "completed", output: {} };
  const message = publicMessage(error, requestId);
  return { id, status: state === "permanent" ? "deadletter" : "failed", output: { message } };
}
