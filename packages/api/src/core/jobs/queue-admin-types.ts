import type { QueueSelection } from "@waybill/validators";
import type { SQL } from "drizzle-orm";

/** The number of jobs of a type. */
export interface QueueSize {
  type: string;
  /** Can start now. */
  ready: number;
  /** Wait for their start time, or for the delay after a failure. */
  deferred: number;
  running: number;
  failed: number;
  /** When the oldest of the ready jobs became ready. */
  oldestReadyAt: Date | null;
}

/** Recently completed jobs of a type. */
export interface QueueThroughput {
  type: string;
  lastDoneAt: Date | null;
  /** In the last five minutes. */
  doneInLast5Minutes: number;
}

/** Jobs of a type that were given up, of all tenants. */
export interface FailureGroup {
  type: string;
  failed: number;
  firstAt: Date;
  lastAt: Date;
  minAttempts: number;
  maxAttempts: number;
  tenants: number;
}

/** A tenant's jobs of a type. */
export interface TenantShare {
  tenantId: string;
  waiting: number;
  running: number;
  failed: number;
  lastFailedAt: Date | null;
}

/** A worker process. */
export interface WorkerProcess {
  id: string;
  host: string;
  pid: number;
  startedOn: Date;
  heartbeatOn: Date;
  /** The job types that it fetches; null for a moment after its start. */
  types: string[] | null;
  /** Running jobs at the last heartbeat. */
  running: number;
}

/** An entry of the queue's scheduler. */
export interface SchedulerEntry {
  type: string;
  key: string;
  cron: string;
  timeZone: string;
  lastQueuedAt: Date | null;
}

/** The jobs of an action; without `until`, up to now. */
export type Selection = QueueSelection;

/** The number of jobs of a selection. */
export interface SelectionCount {
  /** Jobs that the action would change. */
  count: number;
  waiting: number;
  running: number;
  tenants: number;
  oldestAt: Date | null;
  newestAt: Date | null;
  /** The end of the counted period. */
  until: Date;
  /** Whether more jobs match than one action changes; it takes the oldest. */
  more: boolean;
}

/**
 * The queues of all tenants, for operators: numbers and job types. Inputs, results and errors are not accessible here.
 */
export interface QueueAdmin {
  sizes(): Promise<QueueSize[]>;
  throughput(): Promise<QueueThroughput[]>;
  failures(): Promise<FailureGroup[]>;
  /** Tenants with jobs of a type, those with the most failures first. */
  tenantsOf(type: string, limit: number): Promise<TenantShare[]>;
  workers(): Promise<WorkerProcess[]>;
  /** The installation's schedules, without the entries of a job type. */
  schedulerEntries(except: string): Promise<SchedulerEntry[]>;
  /** The number of schedules of a job type, by the part of their keys after the separator. */
  tenantScheduleCounts(type: string, separator: string): Promise<{ name: string; count: number }[]>;
  /** @param limit the most jobs that one action changes. */
  count(selection: Selection, limit: number): Promise<SelectionCount>;
  /**
   * Selects jobs, tenant by tenant, and records them in the same statement.
   *
   * @param note the `insert` that records them, from rows with `position`, `job_id`, `type` and `tenant_id`.
   * @returns how many
   */
  selectJobs(selection: Selection, limit: number, note: (chosen: SQL) => SQL): Promise<number>;
  /** The waiting and running ones of these jobs. */
  unfinished(type: string, ids: readonly string[]): Promise<Set<string>>;
}
