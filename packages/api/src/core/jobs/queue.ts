import type { Transaction } from "@waybill/db";
import type { jobs } from "@waybill/db/core";
import type { EnqueueOptions, JobDefinition, JobEnvelope } from "./jobs.ts";

/** A job to queue. */
export interface Queued {
  id: string;
  job: JobDefinition;
  envelope: JobEnvelope;
  options: EnqueueOptions;
}

export type QueuedRow = typeof jobs.$inferSelect;

/** The transaction of a caller of the queue. */
export interface QueueWork extends Pick<Transaction, "db" | "run" | "send" | "distributed"> {
  afterCommit(effect: () => Promise<void>): void;
}

/** Jobs of one type and one tenant; null for jobs of the installation. */
export interface JobsOfType {
  name: string;
  ids: readonly string[];
  tenantId: string | null;
}

/** The queue of jobs. Its methods take part in the caller's transaction. */
export interface JobQueue {
  /** Queues new jobs. */
  add(work: QueueWork, batch: readonly Queued[]): Promise<void>;
  /** Runs an ended job again. */
  retry(work: QueueWork, queued: Queued): Promise<void>;
  /** Cancels a job. */
  cancel(work: QueueWork, name: string, id: string): Promise<void>;
  /** Runs finally failed jobs again. @returns their ids */
  retryFailed(work: QueueWork, jobs: JobsOfType): Promise<string[]>;
  /** Cancels waiting and running jobs. @returns their ids */
  cancelUnfinished(work: QueueWork, jobs: JobsOfType): Promise<string[]>;
  close(): Promise<void>;
}
