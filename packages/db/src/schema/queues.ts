import { queueActions as queueActionNames, queueActionStates } from "@waybill/validators";
import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";

/** What operators did with many jobs of one kind, and how far that is. */
export const queueActions = pgTable(
  "queue_actions",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    action: text({ enum: queueActionNames }).notNull(),
    /** The name of the jobs. */
    kind: text().notNull(),
    /** Where it is about one tenant's jobs alone. Not named tenant_id: the row is the installation's. */
    subjectTenantId: uuid(),
    /** Which of the jobs, by the moment at which they failed or were queued. */
    since: moment(),
    until: moment().notNull(),
    /** How many jobs were chosen. */
    total: integer().notNull(),
    /** How many of them have been looked at. */
    position: integer().notNull().default(0),
    /** How many of them were acted on; the others had changed meanwhile. */
    done: integer().notNull().default(0),
    state: text({ enum: queueActionStates }).notNull().default("waiting"),
    /** The job that carries it out. */
    jobId: uuid().notNull(),
    /** Who asked for it. No reference: the row outlives the account. */
    userId: uuid().notNull(),
    createdAt: createdAt(),
    finishedAt: moment(),
  },
  (table) => [index("queue_actions_kind_idx").on(table.kind, table.id)],
);

/** The jobs that an action was asked for, chosen at that moment. They go when it has ended. */
export const queueActionJobs = pgTable(
  "queue_action_jobs",
  {
    actionId: uuid()
      .notNull()
      .references(() => queueActions.id, { onDelete: "cascade" }),
    /** Counts from 1, tenant by tenant and kind by kind. */
    position: integer().notNull(),
    jobId: uuid().notNull(),
    kind: text().notNull(),
    /** Whose job it is; null for the installation's own. */
    subjectTenantId: uuid(),
  },
  (table) => [primaryKey({ columns: [table.actionId, table.position] })],
);
