import { actorKinds, type EntityName, jobStates } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within } from "./columns.ts";
import { newId } from "./ids.ts";

/** Who did what, on what, from where. Rows are added and never changed; the application's role cannot. */
export const activity = pgTable(
  "activity",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** The event's name, or the procedure's path where it has no event. */
    action: text().notNull(),
    entity: text().$type<EntityName>().notNull(),
    /** Null where the entry is about many. */
    entityId: uuid(),
    /** A sentence without its subject: "created the parcel WB-1001". */
    summary: text().notNull(),
    /** The fields that changed, as they were and as they are. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    userId: uuid(),
    actor: text({ enum: actorKinds }).notNull(),
    /** The API key, the support access or the job that acted for the user. */
    actorId: uuid(),
    ip: text(),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("activity", table, table.id),
    index("activity_entity_idx").on(table.tenantId, table.entity, table.entityId),
    index("activity_user_idx").on(table.tenantId, table.userId),
  ],
);

/** What happened: written by the hub in the transaction that did it. */
export const events = pgTable(
  "events",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    version: integer().notNull(),
    entity: text().$type<EntityName>().notNull(),
    /** Null where the event is about many. */
    entityId: uuid(),
    payload: jsonb().$type<unknown>().notNull(),
    /** Whose deed it was, or for whom the system did it. */
    userId: uuid(),
    /** Whether the system did it, by a job. */
    bySystem: boolean().notNull().default(false),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("events", table, table.id),
    index("events_entity_idx").on(table.tenantId, table.entity, table.entityId),
  ],
);

/**
 * Who did what to the installation, or to a person's account: what belongs to no tenant. Rows are added and never
 * changed; the application's role cannot.
 */
export const installationActivity = pgTable(
  "installation_activity",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    /** A procedure's path, or what happened: `account.passwordChanged`. */
    action: text().notNull(),
    /** A sentence without its subject: "changed the password". */
    summary: text().notNull(),
    /** Who did it; null where the installation itself or its command line did. No reference: the entry outlives the account. */
    userId: uuid(),
    /** Whose account it is about. */
    subjectUserId: uuid(),
    /** Which tenant it is about. Not named tenant_id: the row is the installation's, not the tenant's. */
    subjectTenantId: uuid(),
    /** What it was done with. Never a secret, nor a payload of a tenant. */
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

/** What a tenant sees of its jobs; the queue itself is pg-boss's. A row has the id of its pg-boss job. */
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
    /** How much of `total` is done; both are counts of whatever the job works through. */
    done: integer().notNull().default(0),
    total: integer(),
    message: text(),
    /** Of the version before, and read by nothing now; the next version's migration drops it. */
    priority: integer().notNull().default(0),
    /** At most one job of a name and key waits or runs. */
    uniqueKey: text(),
    /** As `priority`. */
    dependsOn: uuid().array().notNull().default([]),
    /** The event that a handler's job reacts to. */
    eventId: uuid(),
    userId: uuid(),
    /** Who acted for the user, and from where. */
    origin: jsonb().$type<unknown>(),
    requestId: text().notNull(),
    createdAt: createdAt(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [
    ...tenantTable("jobs", table, table.id),
    index("jobs_state_idx").on(table.tenantId, table.state),
    // A job is written three times; most have no event and no key, and need no entry here.
    index("jobs_event_idx").on(table.tenantId, table.eventId).where(sql`event_id is not null`),
    uniqueIndex("jobs_unique_key")
      .on(table.tenantId, table.name, table.uniqueKey)
      .where(sql`unique_key is not null and state in ('queued', 'running', 'retrying')`),
  ],
);

/** What a job has said while it ran. */
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

/** How often something was done lately, by a hash of what, and of who or where. */
export const throttles = pgTable("throttles", {
  key: text().primaryKey(),
  /** How many times were remembered when the last one was counted; it falls with time. */
  level: doublePrecision().notNull().default(0),
  /** Until when no further one is admitted; null where the next one is. */
  blockedUntil: moment(),
  countedAt: moment().notNull().defaultNow(),
  /** Which attempt was counted last. */
  attemptId: uuid(),
});
