import { boolean, integer, jsonb, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";

// The tables of pg-boss, for queries that it does not offer. Without `data` and `output`: the content of a job belongs to
// its tenant and cannot be read through these tables.

const queue = pgSchema("pgboss");
const moment = () => timestamp({ withTimezone: true });

type QueueState = "created" | "retry" | "active" | "completed" | "cancelled" | "failed";

/** The queues, one per job type, including former ones. */
export const queueTypes = queue.table("queue", { name: text().notNull() });

export const queueJobs = queue.table("job", {
  id: uuid().notNull(),
  /** The job type. */
  name: text().notNull(),
  state: text().$type<QueueState>().notNull(),
  /** The tenant's id; null for a job of the installation. */
  groupId: text(),
  retryCount: integer().notNull(),
  startAfter: moment().notNull(),
  createdOn: moment().notNull(),
  completedOn: moment(),
});

export const queueSchedules = queue.table("schedule", {
  name: text().notNull(),
  key: text().notNull(),
  cron: text().notNull(),
  timezone: text(),
  lastJobId: uuid(),
});

/** Processes with a connection to the queue. */
export const queueInstances = queue.table("instance", {
  id: uuid().notNull(),
  host: text().notNull(),
  pid: integer().notNull(),
  /** Whether it is a worker, which also takes over jobs of workers that have ended. */
  supervise: boolean().notNull(),
  /** The job types that it fetches, as of its last heartbeat; empty before the first one. */
  workers: jsonb().$type<{ queue: string; active: number }[]>().notNull(),
  heartbeatSeconds: integer().notNull(),
  startedOn: moment().notNull(),
  heartbeatOn: moment().notNull(),
  stoppedOn: moment(),
});
