import { jobStates } from "@waybill/validators";
import { index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable } from "./columns.ts";

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
    userId: uuid(),
    requestId: text().notNull(),
    createdAt: createdAt(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [...tenantTable("jobs", table, table.id), index("jobs_state_idx").on(table.tenantId, table.state)],
);
