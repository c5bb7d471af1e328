import type { Settings } from "@waybill/config";
import type { Db, TenantTable, Transaction, Transactions } from "@waybill/db";
import type { ActorKind, EntityName, Language } from "@waybill/validators";
import type { SQL } from "drizzle-orm";
import type { Identity } from "./access/identity.ts";
import type { VerifiedCredentials } from "./access/verified-credentials.ts";
import type { ActivityLog, FieldChanges } from "./events/activity.ts";
import type { EventDefinition } from "./events/events.ts";
import type { EnqueueOptions, JobDefinition } from "./jobs/jobs.ts";
import type { JobQueue, QueuedRow } from "./jobs/queue.ts";
import type { QueueAdmin } from "./jobs/queue-admin-types.ts";
import type { LiveListener } from "./live/live.ts";
import type { Registry } from "./module.ts";
import type { Health } from "./monitoring/health.ts";
import type { Logger } from "./monitoring/logger.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Access } from "./permissions.ts";

/** Objects that live as long as the process. */
export interface App {
  settings: Settings;
  database: Transactions;
  log: Logger;
  registry: Registry;
  queue: JobQueue;
  live: LiveListener;
  /** Health of the process; null for commands and tests. */
  health: Health | null;
  /** When the database last answered, by `performance.now()`; null before the first answer. */
  answeredAt: number | null;
  metrics: Metrics;
  /** Looks up callers and their permissions. */
  identity: Identity;
  /** Credentials that this process has verified recently. */
  verifiedCredentials: VerifiedCredentials;
  /** Tenants with a job whose end could not be recorded, and the number of reconciliations left. */
  unreconciled: Map<string, number>;
  clients: Clients;
}

/**
 * Clients of external systems: mail, files, carriers. Modules add theirs by declaration merging. Services have none, only
 * jobs do, so that a transaction cannot have an external effect by accident.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it
export interface Clients {}

/** An account. */
export interface User {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  /** The language of pages and mail; null for the browser's. */
  language: string | null;
  operator: boolean;
}

/** Maps a row of `users` to a {@link User}. */
export function asUser({
  emailVerifiedAt,
  ...row
}: Omit<User, "emailVerified"> & { emailVerifiedAt: Date | null }): User {
  return { ...row, emailVerified: emailVerifiedAt !== null };
}

/** An organisation. */
export interface Tenant {
  id: string;
  name: string;
  slug: string;
  /** An IANA time zone. */
  timeZone: string;
  /** Version of its settings, for optimistic locking. */
  version: number;
  /** Business modules that are switched off. */
  modulesOff: readonly string[];
}

/** The second-factor requirement for a caller in a tenant. */
export interface SecondFactorState {
  /** Start of the requirement; null if there is none. */
  requiredFrom: Date | null;
  /** Start of the tenant's own requirement; null if there is none. */
  ownFrom: Date | null;
  /** Whether the installation requires it from all users. */
  everywhere: boolean;
  /** Whether the session has proved one; for an API key, whether its user has one. */
  proved: boolean;
}

/**
 * The actor: the user, or an API key, a support access, a command or a job on the user's behalf; with the IP address.
 */
export interface Actor {
  kind: ActorKind;
  id: string | null;
  ip: string | null;
  /** In a job: the API key that queued it, if any. */
  apiKeyId?: string | null;
}

/** The API key that acts, or that queued the acting job; null if there is none. */
export const actingApiKeyId = ({ kind, id, apiKeyId }: Actor): string | null =>
  (kind === "apiKey" ? id : apiKeyId) ?? null;

/** Whether the system acts: a job, or no user at all. */
export const isSystem = ({ kind }: Actor): boolean => kind === "job" || kind === "system";

/** The current time; replaceable in tests. */
export interface Clock {
  now(): Date;
}

/** Publishes events in the transaction of the change. */
export interface Hub {
  /**
   * Records an event and its activity entry, runs the sync handlers, and queues one job per async handler.
   *
   * @param change the changed fields, before and after.
   */
  publish<Payload>(event: EventDefinition<Payload>, payload: NoInfer<Payload>, change?: FieldChanges): Promise<void>;
  /** Tells open pages, at the commit, to refresh an entity. For changes without an event. */
  announce(entity: EntityName, id: string | null): Promise<void>;
}

/** Queues jobs, which run after the commit. */
export interface Jobs {
  /** @returns the job's id; with a `uniqueKey` that a waiting or running job has, the id of that job */
  enqueue<Input>(job: JobDefinition<Input>, input: NoInfer<Input>, options?: EnqueueOptions): Promise<string>;
  /** Queues several jobs of any types with a constant number of statements. @returns their ids, in order */
  enqueueEach(
    each: readonly { job: JobDefinition; input: unknown }[],
    options?: Omit<EnqueueOptions, "uniqueKey">,
  ): Promise<string[]>;
  /** Runs a failed or cancelled job again, and updates its row. */
  retry(row: QueuedRow): Promise<void>;
  /**
   * Cancels a job that has not ended. A running job finds out at its next progress report. @returns its row; null if it had
   * ended
   */
  cancel(which: Pick<QueuedRow, "tenantId" | "id">): Promise<QueuedRow | null>;
  /**
   * Runs jobs again that the queue holds as failed, and updates their rows. Only jobs of the unit of work's tenant or,
   * outside of a tenant, of no tenant.
   *
   * @param name the name of the job type.
   * @returns the ids of those jobs
   */
  retryFailed(name: string, ids: readonly string[]): Promise<string[]>;
  /** The same for cancelling jobs that wait or run. */
  cancelUnfinished(name: string, ids: readonly string[]): Promise<string[]>;
}

/** The context of every unit of work: one transaction and its caller. */
export interface WorkContext {
  db: Db;
  /** Runs a prepared query: for the queries named in docs/decisions/0025. */
  run: Transaction["run"];
  user: User | null;
  actor: Actor;
  /** The language that the caller's browser asks for; null if it is not supported, and without a browser. */
  language: Language | null;
  jobs: Jobs;
  clock: Clock;
  log: Logger;
  requestId: string;
  settings: Settings;
  registry: Registry;
  /** Whether the server runs Citus. */
  distributed: boolean;
  /** Runs a step that may fail alone. */
  savepoint: Transaction["savepoint"];
}

/** A unit of work of a signed-in user. */
export interface UserContext extends WorkContext {
  user: User;
  sessionId: string;
  /** Enters a tenant for the rest of the transaction: for a user who becomes a member in it. */
  enterTenant(tenant: Tenant): TenantContext;
}

/** A unit of work of an operator. */
export interface OperatorContext extends UserContext {
  queues: QueueAdmin;
}

/** A unit of work inside a tenant. Services take it in their constructor and pass it on. */
export interface TenantContext extends WorkContext, Access {
  tenant: Tenant;
  /** Runs a prepared query. `sql.placeholder("tenantId")` is set to the tenant. */
  run: Transaction["run"];
  /**
   * The condition for every statement on a tenant's table: rows of this tenant that meet the other conditions. Joined
   * tables are compared by their `tenantId`.
   *
   * @example db.select(columns).from(items).where(inTenant(items, eq(items.id, id)))
   */
  inTenant(table: TenantTable, ...conditions: (SQL | undefined)[]): SQL;
  hub: Hub;
  activity: ActivityLog;
  /**
   * Runs independent reads in parallel, each on its own connection and snapshot: for a few slow reads, which would wait for
   * each other on one connection.
   *
   * @param reads up to four; each gets a read-only context.
   */
  parallel<Reads extends readonly ((ctx: TenantContext) => Promise<unknown>)[]>(
    ...reads: Reads
  ): Promise<{ -readonly [I in keyof Reads]: Awaited<ReturnType<Reads[I]>> }>;
}

/** A unit of work inside a tenant of a caller with a membership. */
export interface MemberContext extends TenantContext {
  user: User;
  /** The role's name, for people. */
  roleName: string;
  /** The id of the tenant's own role; null for a built-in role. */
  roleId: string | null;
  secondFactorState: SecondFactorState;
}
