import type { Logger } from "../monitoring/logger.ts";
import type { JobQueue, Queued, QueueWork } from "./queue.ts";

/**
 * Runs one attempt of a job.
 *
 * @returns whether it is done; false if it was refused or cancelled.
 * @throws the job's error, for a retry
 */
export type RunAttempt = (queued: Queued, attempt: number) => Promise<boolean>;

/** Runs jobs in this process right after the commit: the same code, with a stack trace in the debugger. */
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

  // Jobs run at once, so none is left in the queue.
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
