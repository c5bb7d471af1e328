import type { Settings } from "@waybill/config";
import type { Database, Db, Transaction } from "@waybill/db";
import type { EntityName, Role } from "@waybill/validators";
import type { EventDefinition } from "./events.ts";
import type { EnqueueOptions, JobDefinition } from "./jobs.ts";
import type { LiveListener } from "./live.ts";
import type { Logger } from "./logger.ts";
import type { Registry } from "./module.ts";
import type { Permission } from "./permissions.ts";
import type { JobQueue } from "./queue.ts";

/** What a process has for its whole life. */
export interface App {
  settings: Settings;
  database: Database;
  log: Logger;
  registry: Registry;
  queue: JobQueue;
  live: LiveListener;
  clients: Clients;
}

/**
 * Whatever leaves the process: mail, files, carriers. Modules add theirs by declaration merging. Only jobs get them,
 * so that no transaction can have an effect outside by accident.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it
export interface Clients {}

/** Who asks. */
export interface User {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  superuser: boolean;
}

/** The organisation that a request is about. */
export interface Tenant {
  id: string;
  name: string;
  slug: string;
}

/** The time; replaceable in tests. */
export interface Clock {
  now(): Date;
}

/** Publishes what happened, in the transaction that does it. */
export interface Hub {
  /** Records an event, runs its sync handlers, and queues one job for each async handler. */
  publish<Payload>(event: EventDefinition<Payload>, payload: NoInfer<Payload>): Promise<void>;
  /** Tells open pages, on commit, that something changed which is no event. */
  announce(entity: EntityName, id: string): Promise<void>;
}

/** Queues work to be done after the commit. */
export interface Jobs {
  /** @returns the job's id. */
  enqueue<Input>(job: JobDefinition<Input>, input: NoInfer<Input>, options?: EnqueueOptions): Promise<string>;
}

/** What every unit of work gives to services: one transaction and who it is for. */
export interface WorkContext {
  db: Db;
  user: User | null;
  jobs: Jobs;
  clock: Clock;
  log: Logger;
  requestId: string;
  settings: Settings;
  registry: Registry;
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

/** A unit of work inside a tenant. Services take it in their constructor and hand it on to the services they use. */
export interface TenantContext extends WorkContext {
  tenant: Tenant;
  role: Role | null;
  /** Whether this user may do it, in this tenant. */
  can(permission: Permission): boolean;
  hub: Hub;
}

/** A unit of work inside a tenant for a member of it. */
export interface MemberContext extends TenantContext {
  user: User;
  role: Role;
}
