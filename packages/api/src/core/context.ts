import type { Settings } from "@waybill/config";
import type { Db, TenantTable, Transaction, Transactions } from "@waybill/db";
import type { ActorKind, EntityName } from "@waybill/validators";
import type { SQL } from "drizzle-orm";
import type { ActivityLog, FieldChanges } from "./activity.ts";
import type { EventDefinition } from "./events.ts";
import type { Health } from "./health.ts";
import type { Identity } from "./identity.ts";
import type { EnqueueOptions, JobDefinition } from "./jobs.ts";
import type { LiveListener } from "./live.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Registry } from "./module.ts";
import type { Access } from "./permissions.ts";
import type { JobQueue, QueuedRow } from "./queue.ts";
import type { QueueAdmin } from "./queue-admin.ts";
import type { VerifiedCredentials } from "./verified-credentials.ts";

/** What a process has for its whole life. */
export interface App {
  settings: Settings;
  database: Transactions;
  log: Logger;
  registry: Registry;
  queue: JobQueue;
  live: LiveListener;
  /** How the process is, where somebody looks after it; commands and tests have none. */
  health: Health | null;
  /** When the database last did what it was asked, by `performance.now()`; null before the first time. */
  answeredAt: number | null;
  metrics: Metrics;
  /** Who calls, and what they may do. */
  identity: Identity;
  /** Which credentials the process has lately found to be good. */
  verifiedCredentials: VerifiedCredentials;
  /** Tenants of whose jobs an end could not be noted, and how often they are still to be looked at. */
  unsettled: Map<string, number>;
  clients: Clients;
}

/**
 * Whatever leaves the process: mail, files, carriers. Modules add theirs by declaration merging. A service's context has
 * none; jobs get them, so that no transaction can have an effect outside by accident.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it
export interface Clients {}

/** Who asks. */
export interface User {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  /** In which language they read; null: in that of the browser. */
  language: string | null;
  superuser: boolean;
}

/** Reads a person's row as a context's user. */
export function asUser({
  emailVerifiedAt,
  ...row
}: Omit<User, "emailVerified"> & { emailVerifiedAt: Date | null }): User {
  return { ...row, emailVerified: emailVerifiedAt !== null };
}

/** The organisation that a request is about. */
export interface Tenant {
  id: string;
  name: string;
  slug: string;
  /** An IANA name. */
  timeZone: string;
  /** The version of its settings. */
  version: number;
  /** The business modules that it has switched off. */
  modulesOff: readonly string[];
}

/** How it stands with a second factor for somebody in a tenant. */
export interface SecondFactorState {
  /** From when on one is required; null where none is. */
  requiredFrom: Date | null;
  /** From when on the tenant itself requires one; null where it does not. */
  ownFrom: Date | null;
  /** Whether it is the installation that requires one from then on, of everybody. */
  everywhere: boolean;
  /** Whether one was proved when the session was opened; for a key, whether its person has one. */
  proved: boolean;
}

/**
 * What acts: the person alone, or an API key, a support access, a command on the machine or a job in a person's name; and
 * from which address.
 */
export interface Actor {
  kind: ActorKind;
  id: string | null;
  ip: string | null;
  /** In a job: the API key by which it was begun, if any. */
  apiKeyId?: string | null;
}

/** The API key that acts, or by which the job was begun that does; null where there is none. */
export const keyBehind = ({ kind, id, apiKeyId }: Actor): string | null => (kind === "apiKey" ? id : apiKeyId) ?? null;

/** Whether the system acts, by itself or for somebody, by a job. */
export const isSystem = ({ kind }: Actor): boolean => kind === "job" || kind === "system";

/** The time; replaceable in tests. */
export interface Clock {
  now(): Date;
}

/** Publishes what happened, in the transaction that does it. */
export interface Hub {
  /**
   * Records an event and the activity that it is, runs its sync handlers, and queues one job for each async handler.
   *
   * @param change the fields that it changed, as they were and as they are.
   */
  publish<Payload>(event: EventDefinition<Payload>, payload: NoInfer<Payload>, change?: FieldChanges): Promise<void>;
  /** Tells open pages, on commit, that something changed which is no event. */
  announce(entity: EntityName, id: string | null): Promise<void>;
}

/** Queues work to be done after the commit. */
export interface Jobs {
  /** @returns the job's id; with a `uniqueKey` that waits or runs already, that one's. */
  enqueue<Input>(job: JobDefinition<Input>, input: NoInfer<Input>, options?: EnqueueOptions): Promise<string>;
  /** Queues several at once, of any kinds, in a few statements whatever their number. @returns their ids, in order */
  enqueueEach(
    each: readonly { job: JobDefinition; input: unknown }[],
    options?: Omit<EnqueueOptions, "uniqueKey">,
  ): Promise<string[]>;
  /** Has a job that failed or was cancelled run again, and its row say so. */
  retry(row: QueuedRow): Promise<void>;
  /** Cancels a job that has not ended; one that runs notices. @returns its row; null where it had ended */
  cancel(which: Pick<QueuedRow, "tenantId" | "id">): Promise<QueuedRow | null>;
  /**
   * Has those of the jobs run again that the queue holds as failed, and that belong to the unit of work's tenant; outside
   * of a tenant, to none. Their rows say so.
   *
   * @param name the name of their kind.
   * @returns the ids of those
   */
  retryFailed(name: string, ids: readonly string[]): Promise<string[]>;
  /** The same for taking out those that wait or run. */
  cancelUnfinished(name: string, ids: readonly string[]): Promise<string[]>;
}

/** What every unit of work gives to services: one transaction and who it is for. */
export interface WorkContext {
  db: Db;
  /** Runs a query whose text is built once: for those that docs/decisions/0025 names, with what each gives. */
  run: Transaction["run"];
  user: User | null;
  actor: Actor;
  jobs: Jobs;
  clock: Clock;
  log: Logger;
  requestId: string;
  settings: Settings;
  registry: Registry;
  /** Whether tables are spread over several machines. */
  distributed: boolean;
  /** Runs a step that may fail alone. */
  savepoint: Transaction["savepoint"];
}

/** A unit of work for somebody who is signed in. */
export interface UserContext extends WorkContext {
  user: User;
  sessionId: string;
  /** Steps into a tenant, for the rest of the transaction; for who is about to become a member of it. */
  enterTenant(tenant: Tenant): TenantContext;
}

/** A unit of work for an operator of the installation. */
export interface OperatorContext extends UserContext {
  /** The queues of all tenants. */
  queues: QueueAdmin;
}

/** A unit of work inside a tenant. Services take it in their constructor and hand it on to the services they use. */
export interface TenantContext extends WorkContext, Access {
  tenant: Tenant;
  /** As outside of a tenant; what the query names as `sql.placeholder("tenantId")` is given. */
  run: Transaction["run"];
  /**
   * The condition of every statement on a table with a tenant: this tenant's rows, those that meet the other conditions
   * too. Tables that are joined follow by their `tenantId`.
   *
   * @example db.select(columns).from(items).where(own(items, eq(items.id, id)))
   */
  own(table: TenantTable, ...conditions: (SQL | undefined)[]): SQL;
  hub: Hub;
  activity: ActivityLog;
  /**
   * Runs independent reads side by side, each on a connection and a snapshot of its own: for few reads that are slow,
   * where the pipeline of one connection would make each wait for the one before.
   *
   * @param reads up to four; each gets a context of its own that can only read.
   */
  parallel<Reads extends readonly ((ctx: TenantContext) => Promise<unknown>)[]>(
    ...reads: Reads
  ): Promise<{ -readonly [I in keyof Reads]: Awaited<ReturnType<Reads[I]>> }>;
}

/** A unit of work inside a tenant for somebody who may be there. */
export interface MemberContext extends TenantContext {
  user: User;
  /** The role's name, for people. */
  roleName: string;
  /** The tenant's own role that the person has; null for a built-in one. */
  roleId: string | null;
  secondFactor: SecondFactorState;
}
