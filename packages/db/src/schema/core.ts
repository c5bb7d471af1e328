import { actorKinds, type EntityName, jobStates } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within } from "./columns.ts";
import { newId } from "./ids.ts";

/** Audit log of a tenant. Append-only: the application's role cannot change rows. */
export const activity = pgTable(
  "activity",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** The event's name, or the procedure's path. */
    action: text().notNull(),
    entity: text().$type<EntityName>().notNull(),
    /** Null for an entry about several rows. */
    entityId: uuid(),
    /** A sentence without its subject: "created the parcel WB-1001". */
    summary: text().notNull(),
    /** The changed fields, before and after. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    userId: uuid(),
    actor: text({ enum: actorKinds }).notNull(),
    /** The API key, support access or job that acted for the user. */
    actorId: uuid(),
    ip: text(),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("activity", table, table.id),
    // In the order of the list, one for each filter (docs/decisions/0046).
    index("activity_record_idx").on(table.tenantId, table.entityId, table.id),
    index("activity_kind_idx").on(table.tenantId, table.entity, table.id),
    index("activity_person_idx").on(table.tenantId, table.userId, table.id),
    index("activity_request_idx").on(table.tenantId, table.requestId, table.id),
  ],
);

/** Events, written by the hub in the transaction of the change. */
export const events = pgTable(
  "events",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    version: integer().notNull(),
    entity: text().$type<EntityName>().notNull(),
    /** Null for an event about several rows. */
    entityId: uuid(),
    payload: jsonb().$type<unknown>().notNull(),
    /** The user who acted, or for whom the system did. */
    userId: uuid(),
    /** Whether a job acted. */
    bySystem: boolean().notNull().default(false),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("events", table, table.id),
    // In the order of the list.
    index("events_record_idx").on(table.tenantId, table.entityId, table.id),
    index("events_name_idx").on(table.tenantId, table.name, table.id),
  ],
);

/** Audit log of the installation and of accounts. Append-only: the application's role cannot change rows. */
export const installationActivity = pgTable(
  "installation_activity",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    /** A procedure's path or an event: `account.passwordChanged`. */
    action: text().notNull(),
    /** A sentence without its subject: "changed the password". */
    summary: text().notNull(),
    /**
     * The user who acted; null for the installation and its command line. No foreign key: the entry outlives the account.
     */
    userId: uuid(),
    /** The account concerned. */
    subjectUserId: uuid(),
    /** The tenant concerned. Not named tenant_id, because the row is the installation's. */
    subjectTenantId: uuid(),
    /** Parameters of the action. Never a secret or a tenant's payload. */
    details: jsonb().$type<Record<string, unknown>>(),
    ip: text(),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("installation_activity_subject_idx").on(table.subjectUserId, table.id),
    index("installation_activity_user_idx").on(table.userId, table.id),
  ],
);

/** Jobs as tenants see them; the queue itself belongs to pg-boss. A row has the id of its pg-boss job. */
export const jobs = pgTable(
  "jobs",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    state: text({ enum: jobStates }).notNull().default("queued"),
    input: jsonb().$type<unknown>().notNull(),
    result: jsonb().$type<unknown>(),
    error: text(),
    attempts: integer().notNull().default(0),
    /** Progress, in the job's own units. */
    done: integer().notNull().default(0),
    total: integer(),
    message: text(),
    /** Of the previous version, unused; the next version's migration drops it. */
    priority: integer().notNull().default(0),
    /** At most one job of a name and key waits or runs. */
    uniqueKey: text(),
    /** As `priority`. */
    dependsOn: uuid().array().notNull().default([]),
    /** The event of a handler's job. */
    eventId: uuid(),
    userId: uuid(),
    /** The actor for the user, and its origin. */
    origin: jsonb().$type<unknown>(),
    requestId: text().notNull(),
    createdAt: createdAt(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [
    ...tenantTable("jobs", table, table.id),
    // In the order of the list.
    index("jobs_name_idx").on(table.tenantId, table.name, table.id),
    index("jobs_states_idx").on(table.tenantId, table.state, table.id),
    // Jobs are updated three times; most have no event and no key, and no entry in this index.
    index("jobs_event_idx").on(table.tenantId, table.eventId).where(sql`event_id is not null`),
    uniqueIndex("jobs_unique_key")
      .on(table.tenantId, table.name, table.uniqueKey)
      .where(sql`unique_key is not null and state in ('queued', 'running', 'retrying')`),
  ],
);

/** Log lines of jobs. */
export const jobLogs = pgTable(
  "job_logs",
  {
    tenantId: tenantId(),
    id: ownId(),
    jobId: uuid().notNull(),
    attempt: integer().notNull(),
    line: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("job_logs", table, table.id),
    within("job_logs_job_fkey", table, table.jobId, jobs).onDelete("cascade"),
    index("job_logs_job_idx").on(table.tenantId, table.jobId),
  ],
);

/** Rate limits: recent attempts, by a hash of the action and its source. */
export const throttles = pgTable("throttles", {
  key: text().primaryKey(),
  /** Remembered attempts at the last count; it falls with time. */
  level: doublePrecision().notNull().default(0),
  /** End of the wait; null without one. */
  blockedUntil: moment(),
  countedAt: moment().notNull().defaultNow(),
  /** The last counted attempt. */
  attemptId: uuid(),
});
