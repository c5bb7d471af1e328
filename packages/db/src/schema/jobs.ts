import { jobStates } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within } from "./columns.ts";

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
    priority: integer().notNull().default(0),
    /** At most one job of a name and key waits or runs. */
    uniqueKey: text(),
    /** The jobs that have to be done before this one begins. */
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

/** What a tenant decided about the jobs that run by the clock. One that has no row runs as the module says. */
export const schedules = pgTable(
  "schedules",
  {
    tenantId: tenantId(),
    name: text().notNull(),
    /** Five fields, in the tenant's time zone. */
    cron: text().notNull(),
    enabled: boolean().notNull(),
    version: integer().notNull().default(1),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [...tenantTable("schedules", table, table.name)],
);
