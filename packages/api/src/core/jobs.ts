import type { z } from "zod";
import type { Clients, Tenant, TenantContext, WorkContext } from "./context.ts";
import type { Logger } from "./logger.ts";

/** Thrown inside a handler when a person cancelled its job; the job ends as cancelled and is not retried. */
export class JobCancelled extends Error {
  override readonly name = "JobCancelled";
}

/** Thrown where trying again cannot help: the job fails at once. The message is for the person who queued it. */
export class JobRefused extends Error {
  override readonly name = "JobRefused";
}

/** What a job's handler gets. */
export interface JobContext<Input> {
  id: string;
  input: Input;
  /** Null for jobs that belong to no tenant, like mail before anybody has one. */
  tenant: Tenant | null;
  /** The request that caused it. */
  requestId: string;
  /** Counts from 1. */
  attempt: number;
  /** Whether a failure now is final. */
  lastAttempt: boolean;
  log: Logger;
  /** Aborted when the worker shuts down or the job takes too long. */
  signal: AbortSignal;
  /** Mail, files, carriers: what only jobs may use. */
  clients: Clients;
  /** Runs a unit of work as the user and tenant that queued the job. @throws where the job has no tenant. */
  transaction<T>(work: (ctx: TenantContext) => Promise<T>): Promise<T>;
  /** Runs a unit of work outside any tenant. */
  globalTransaction<T>(work: (ctx: WorkContext) => Promise<T>): Promise<T>;
  /**
   * Tells a person how far it is. `done` and `total` count whatever the job works through.
   *
   * @throws {JobCancelled} when the job was cancelled meanwhile.
   */
  progress(done: number, total?: number | null, message?: string): Promise<void>;
}

/** A kind of job. */
export interface JobDefinition<Input = unknown> {
  /** Stable: a queued job finds its code by it after a deployment. */
  name: string;
  input: z.ZodType<Input>;
  /** How often to try again after a failure, and the first delay, which doubles each time. */
  retry: { limit: number; delaySeconds: number };
  /** How long one attempt may take. */
  timeoutSeconds: number;
  /** Runs one job; what it returns is the job's result. Bivariant, so that definitions of any input fit one list. */
  handler(job: JobContext<Input>): Promise<unknown>;
}

/**
 * Declares a kind of job. Its handler may run twice for one job (a worker that dies after the work and before the
 * receipt): say beside it how it stays harmless.
 */
export function defineJob<Input>(definition: {
  name: string;
  input: z.ZodType<Input>;
  retry?: { limit: number; delaySeconds: number };
  timeoutSeconds?: number;
  handler: (job: JobContext<Input>) => Promise<unknown>;
}): JobDefinition<Input> {
  return { retry: { limit: 3, delaySeconds: 1 }, timeoutSeconds: 300, ...definition };
}

/** How one job is queued. */
export interface EnqueueOptions {
  /** Not before this many seconds from now. */
  startAfterSeconds?: number;
  /** Higher goes first; 0 where nothing is said. */
  priority?: number;
}

/** What a queued job carries besides its input: enough to rebuild the context it was queued from. */
export interface JobEnvelope {
  tenantId: string | null;
  userId: string | null;
  requestId: string;
  input: unknown;
}
