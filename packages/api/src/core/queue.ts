import type { Transaction } from "@waybill/db";
import type { jobs } from "@waybill/db/core";
import type { EnqueueOptions, JobDefinition, JobEnvelope } from "./jobs.ts";

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
