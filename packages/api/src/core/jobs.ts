import type { z } from "zod";
import type { Clients, Tenant, TenantContext, WorkContext } from "./context.ts";
import type { Logger } from "./logger.ts";
import type { Permission } from "./permissions.ts";

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
  /** Aborted when the job is cancelled, takes too long, or the worker shuts down. */
  signal: AbortSignal;
  /** Mail, files, carriers: what only jobs may use. */
  clients: Clients;
  /** Runs a unit of work as the user and tenant that queued the job, with their permissions. @throws where the job has no tenant. */
  transaction<T>(work: (ctx: TenantContext) => Promise<T>): Promise<T>;
  /** Runs a unit of work in a tenant, for a job of the installation; such a job belongs to no tenant itself. */
  transactionIn<T>(tenantId: string, work: (ctx: TenantContext) => Promise<T>): Promise<T>;
  /** Runs a unit of work outside any tenant. */
  globalTransaction<T>(work: (ctx: WorkContext) => Promise<T>): Promise<T>;
  /**
   * Tells a person how far it is. `done` and `total` count whatever the job works through.
   *
   * @throws {JobCancelled} when the job was cancelled meanwhile.
   */
  progress(done: number, total?: number | null, message?: string): Promise<void>;
  /** Writes a line that people read on the job's page. */
  say(line: string): Promise<void>;
}

/** A job that has ended without its work done, and that nothing tries again by itself. */
export interface GivenUp<Input> {
  id: string;
  input: Input;
  /** Why, for people. */
  reason: string;
}

/** Said of a kind of job that nothing waits for, with the reason. */
export interface NothingWaits {
  nothingWaits: string;
}

/** Gives a way out to what waits for a job that was given up. Methods are bivariant, so that all kinds fit one list. */
interface WayOut<Input> {
  tell(ctx: WorkContext, job: GivenUp<Input>): Promise<void>;
}

/**
 * What becomes of what waits for a job, once the job is given up: a handler, or the reason that nothing waits. The
 * handler runs in the transaction that settles the job, whatever the last attempt threw, and also where the worker died,
 * the time was over or the job was cancelled. It may run twice.
 */
export type OnGiveUp<Input, Context> = NothingWaits | ((ctx: Context, job: GivenUp<Input>) => Promise<void>);

/** A kind of job. */
export interface JobDefinition<Input = unknown> {
  /** Stable: a queued job finds its code by it after a deployment. */
  name: string;
  /** What it does, for people: "Make a label". */
  title: string;
  /** Ids, and what is no secret: it stands readable in the queue, and in every dump. */
  input: z.ZodType<Input>;
  /** How often to try again after a failure, and the first delay, which doubles each time. */
  retry: { limit: number; delaySeconds: number };
  /** How long one attempt may take. */
  timeoutSeconds: number;
  /**
   * The permission that reads its input, its result, its errors and what it says. Who lacks it sees its title and its
   * state. Null for a job of the installation, which no tenant sees.
   */
  readBy: string | null;
  /**
   * What the person needs who began it, at each of its steps: who loses it, or leaves, ends the job; so does the end of the
   * API key that they began it by. Null where it follows from what was done already, and goes on whatever becomes of who
   * did it.
   */
  needs: string | null;
  /** What becomes of what waits for it, once it is given up. */
  onGiveUp: NothingWaits | WayOut<Input>;
  /** Why running a job that ended again would do nothing, in words; null where it would do something. */
  obstacle?(ctx: TenantContext, input: Input): Promise<string | null>;
  /** Runs one job; what it returns is the job's result. Bivariant, so that definitions of any input fit one list. */
  handler(job: JobContext<Input>): Promise<unknown>;
}

/** What declares a kind of job. */
interface JobParts<Input> {
  name: string;
  title: string;
  input: z.ZodType<Input>;
  retry?: { limit: number; delaySeconds: number };
  timeoutSeconds?: number;
  obstacle?: (ctx: TenantContext, input: Input) => Promise<string | null>;
  handler: (job: JobContext<Input>) => Promise<unknown>;
}

/** Of a tenant, or of the installation. */
type JobScope<Input> =
  | { readBy: Permission; needs?: Permission; ofInstallation?: never; onGiveUp: OnGiveUp<Input, TenantContext> }
  | { readBy?: never; needs?: never; ofInstallation: true; onGiveUp: OnGiveUp<Input, WorkContext> };

/**
 * Declares a kind of job. Its handler may run twice for one job (a worker that dies after the work and before the
 * receipt): say beside it how it stays harmless.
 *
 * @param definition.onGiveUp what becomes of what waits for it: {@link OnGiveUp}.
 * @param definition.readBy who may read what it was given and what came of it; `ofInstallation` for one that is never
 *   queued inside a tenant.
 * @param definition.needs the permission that who began it needs as long as it runs.
 */
export function defineJob<Input>(definition: JobParts<Input> & JobScope<NoInfer<Input>>): JobDefinition<Input> {
  const readBy = definition.readBy ?? null;
  return { ...jobOf(definition, readBy, wayOut(definition.onGiveUp)), needs: definition.needs ?? null };
}

const wayOut = <Input, Context extends WorkContext>(onGiveUp: OnGiveUp<Input, Context>) =>
  typeof onGiveUp === "function" ? ({ tell: onGiveUp } as WayOut<Input>) : onGiveUp; // a tenant's job is given a tenant's context

/** A kind of job, with what was not said about it. */
export function jobOf<Input>(
  parts: JobParts<Input>,
  readBy: string | null,
  onGiveUp: JobDefinition<Input>["onGiveUp"],
): JobDefinition<Input> {
  const { name, title, input, handler, retry, timeoutSeconds, obstacle } = parts;
  return {
    ...{ name, title, input, handler, readBy, needs: null, onGiveUp },
    ...(obstacle ? { obstacle } : {}),
    retry: retry ?? { limit: 3, delaySeconds: 1 },
    timeoutSeconds: timeoutSeconds ?? 300,
  };
}

/** How one job is queued. */
export interface EnqueueOptions {
  /** Not before this many seconds from now. */
  startAfterSeconds?: number;
  /** While a job of this kind and key waits or runs in the tenant, no second one is queued. */
  uniqueKey?: string;
  /** The event that the job reacts to. */
  eventId?: string;
}

/** A job that runs by the clock. */
export interface Schedule {
  /** Stable. */
  name: string;
  /** What it does, for people. */
  title: string;
  /** Five fields. A tenant's are meant in its time zone, and it may set others; the installation's are in UTC. */
  cron: string;
  /** For each tenant that switches it on, or once for the whole installation. */
  scope: "tenant" | "installation";
  job: JobDefinition;
  input: unknown;
}

/** Declares a job that runs by the clock. */
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

/** What a queued job carries besides its input: enough to rebuild the context it was queued from. */
export interface JobEnvelope {
  tenantId: string | null;
  userId: string | null;
  requestId: string;
  /** The address that the cause came from, the trace that it belongs to, and the API key that acted, if any. */
  origin: { ip: string | null; traceparent: string | null; apiKeyId?: string | null | undefined };
  input: unknown;
}
