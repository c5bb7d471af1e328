import type { z } from "zod";
import type { Clients, Tenant, TenantContext, WorkContext } from "../context.ts";
import type { Logger } from "../monitoring/logger.ts";
import type { Permission } from "../permissions.ts";

/** A person cancelled the running job. It ends as cancelled, without a retry. */
export class JobCancelled extends Error {
  override readonly name = "JobCancelled";
}

/** A retry cannot help: the job fails at once. The message is for the person who queued it. */
export class PermanentJobError extends Error {
  override readonly name = "PermanentJobError";
}

/** The argument of a job's `run`. */
export interface JobContext<Input> {
  id: string;
  input: Input;
  /** Null for jobs of the installation, like sign-in mails. */
  tenant: Tenant | null;
  /** The id of the request that queued the job. */
  requestId: string;
  /** Counts from 1. */
  attempt: number;
  /** Whether a failure of this attempt is final. */
  lastAttempt: boolean;
  log: Logger;
  /** Aborted when the job is cancelled, times out, or the worker shuts down. */
  signal: AbortSignal;
  /** Mail, files, carriers: only jobs have them. */
  clients: Clients;
  /**
   * Runs a unit of work as the caller that queued the job, with their current permissions. @throws for a job without a
   * tenant.
   */
  transaction<T>(work: (ctx: TenantContext) => Promise<T>): Promise<T>;
  /** Runs a unit of work in a tenant, for a job of the installation. */
  transactionIn<T>(tenantId: string, work: (ctx: TenantContext) => Promise<T>): Promise<T>;
  /** Runs a unit of work outside any tenant. */
  globalTransaction<T>(work: (ctx: WorkContext) => Promise<T>): Promise<T>;
  /**
   * Reports progress to people. `done` and `total` count the job's own steps.
   *
   * @throws {JobCancelled} if the job was cancelled.
   */
  progress(done: number, total?: number | null, message?: string): Promise<void>;
  /** Writes a line to the job's log, for people. */
  addLogLine(line: string): Promise<void>;
}

/** A job that failed for good or was cancelled. */
export interface GivenUp<Input> {
  id: string;
  input: Input;
  /** For people. */
  reason: string;
}

/** The reason why nothing depends on a job type. */
export interface NoDependents {
  noDependents: string;
}

/** The function that is called when a job is given up. Methods are bivariant, so that all job types fit one list. */
interface GiveUpHandler<Input> {
  call(ctx: WorkContext, job: GivenUp<Input>): Promise<void>;
}

/**
 * The consequence of a given-up job: a function, or the reason why nothing depends on the job. The function runs in the
 * transaction that ends the job: after the last failed attempt, the end of its worker, a timeout or a cancellation. It must be
 * idempotent.
 */
export type OnGiveUp<Input, Context> = NoDependents | ((ctx: Context, job: GivenUp<Input>) => Promise<void>);

export interface JobDefinition<Input = unknown> {
  /** Stable: queued jobs refer to it across deployments. */
  name: string;
  /** For people: "Create a label". */
  title: string;
  /** Ids, never secrets: the input is readable in the queue and in dumps. */
  input: z.ZodType<Input>;
  /** The number of retries, and the first delay, which doubles each time. */
  retry: { limit: number; delaySeconds: number };
  /** Timeout of one attempt. */
  timeoutSeconds: number;
  /**
   * The permission to read the input, the result, the errors and the log; without it only the title and the state are
   * visible. Null for a job of the installation, which no tenant sees.
   */
  readBy: string | null;
  /**
   * The permission that the caller needs at each step. The job ends when the user loses it or leaves, or the API key ends.
   * Null for a consequence of a finished action, which no longer depends on its caller.
   */
  needs: string | null;
  /** The consequence when the job is given up. */
  onGiveUp: NoDependents | GiveUpHandler<Input>;
  /** Why another run of an ended job would do nothing; null if it would do something. */
  retryRefusal?(ctx: TenantContext, input: Input): Promise<string | null>;
  /** Runs the job; returns its result. Bivariant, so that all definitions fit one list. */
  run(job: JobContext<Input>): Promise<unknown>;
}

/** The declaration of a job type. */
interface JobParts<Input> {
  name: string;
  title: string;
  input: z.ZodType<Input>;
  retry?: { limit: number; delaySeconds: number };
  timeoutSeconds?: number;
  retryRefusal?: (ctx: TenantContext, input: Input) => Promise<string | null>;
  run: (job: JobContext<Input>) => Promise<unknown>;
}

/** Of a tenant, or of the installation. */
type JobOwner<Input> =
  | { readBy: Permission; needs?: Permission; ofInstallation?: never; onGiveUp: OnGiveUp<Input, TenantContext> }
  | { readBy?: never; needs?: never; ofInstallation: true; onGiveUp: OnGiveUp<Input, WorkContext> };

/**
 * Declares a job type. It may run twice for one job (a worker can die after the work, before it is recorded),
 * so it must be idempotent; a comment beside it says why it is.
 *
 * @param definition.onGiveUp see {@link OnGiveUp}.
 * @param definition.readBy the permission to read its input and result; `ofInstallation` for a job outside of tenants.
 * @param definition.needs the permission that the caller needs while it runs.
 */
export function defineJob<Input>(definition: JobParts<Input> & JobOwner<NoInfer<Input>>): JobDefinition<Input> {
  const readBy = definition.readBy ?? null;
  return { ...jobOf(definition, readBy, giveUpHandlerOf(definition.onGiveUp)), needs: definition.needs ?? null };
}

const giveUpHandlerOf = <Input, Context extends WorkContext>(onGiveUp: OnGiveUp<Input, Context>) =>
  typeof onGiveUp === "function" ? ({ call: onGiveUp } as GiveUpHandler<Input>) : onGiveUp; // a tenant's job gets a tenant's context

/** A job type with its defaults. */
export function jobOf<Input>(
  parts: JobParts<Input>,
  readBy: string | null,
  onGiveUp: JobDefinition<Input>["onGiveUp"],
): JobDefinition<Input> {
  const { name, title, input, run, retry, timeoutSeconds, retryRefusal } = parts;
  return {
    ...{ name, title, input, run, readBy, needs: null, onGiveUp },
    ...(retryRefusal ? { retryRefusal } : {}),
    retry: retry ?? { limit: 3, delaySeconds: 1 },
    timeoutSeconds: timeoutSeconds ?? 300,
  };
}

/** Options of one queued job. */
export interface EnqueueOptions {
  /** The earliest start, in seconds from now. */
  startAfterSeconds?: number;
  /** At most one job of this type and key waits or runs in a tenant. */
  uniqueKey?: string;
  /** The event that caused the job. */
  eventId?: string;
}

/** A scheduled job. */
export interface Schedule {
  /** Stable. */
  name: string;
  /** For people. */
  title: string;
  /** Five fields: in the tenant's time zone, where tenants may change it; in UTC for the installation. */
  cron: string;
  /** Once per tenant that enables it, or once for the installation. */
  scope: "tenant" | "installation";
  job: JobDefinition;
  input: unknown;
}

/** Declares a scheduled job. */
export function defineSchedule<Input>(schedule: {
  name: string;
  title: string;
  cron: string;
  scope?: Schedule["scope"];
  job: JobDefinition<Input>;
  input: NoInfer<Input>;
}): Schedule {
  return { scope: "tenant", ...schedule, job: schedule.job as JobDefinition };
}

/** The context of a queued job: enough to rebuild it in the worker. */
export interface JobEnvelope {
  tenantId: string | null;
  userId: string | null;
  requestId: string;
  /** The caller's IP address, the trace, and the API key that acted, if any. */
  origin: { ip: string | null; traceparent: string | null; apiKeyId?: string | null | undefined };
  input: unknown;
}
