import { queueActions as queueActionNames, queueActionStates } from "@waybill/validators";
import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";

/** Actions of operators on many jobs of one type, with their progress. */
export const queueActions = pgTable(
  "queue_actions",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    action: text({ enum: queueActionNames }).notNull(),
    /** The type of the jobs. */
    type: text("kind").notNull(),
    /** The only tenant concerned, if any. Not named tenant_id, because the row is the installation's. */
    subjectTenantId: uuid(),
    /** The selected period, in which the jobs failed or were queued. */
    since: moment(),
    until: moment().notNull(),
    /** Number of selected jobs. */
    total: integer().notNull(),
    /** Number of processed jobs. */
    position: integer().notNull().default(0),
    /** Number of changed jobs; others were no longer in the selected state. */
    done: integer().notNull().default(0),
    state: text({ enum: queueActionStates }).notNull().default("waiting"),
    /** The job that carries it out. */
    jobId: uuid().notNull(),
    /** The operator. No foreign key: the row outlives the account. */
    userId: uuid().notNull(),
    createdAt: createdAt(),
    finishedAt: moment(),
  },
  (table) => [index("queue_actions_kind_idx").on(table.type, table.id)],
);

/** The selected jobs of an action. Deleted when it ends. */
export const queueActionJobs = pgTable(
  "queue_action_jobs",
  {
    actionId: uuid()
      .notNull()
      .references(() => queueActions.id, { onDelete: "cascade" }),
    /** Counts from 1, by tenant and type. */
    position: integer().notNull(),
    jobId: uuid().notNull(),
    type: text("kind").notNull(),
    /** The tenant of the job; null for the installation's. */
    subjectTenantId: uuid(),
  },
  (table) => [primaryKey({ columns: [table.actionId, table.position] })],
);
