import { boolean, integer, jsonb, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";

// The tables of pg-boss, for questions that it has no answer to. Without `data` and `output`: what is in a job is its
// tenant's, and nothing that is built on these tables can read it.

const queue = pgSchema("pgboss");
const moment = () => timestamp({ withTimezone: true });

/** The states of a job in the queue. */
type QueueState = "created" | "retry" | "active" | "completed" | "cancelled" | "failed";

/** The queues, one for each kind of job there has ever been. */
export const queueKinds = queue.table("queue", { name: text().notNull() });

export const queueJobs = queue.table("job", {
  id: uuid().notNull(),
  /** The kind. */
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

/** The processes that have the queue open. */
export const queueInstances = queue.table("instance", {
  id: uuid().notNull(),
  host: text().notNull(),
  pid: integer().notNull(),
  /** Whether it works jobs off, and looks after those of processes that died. */
  supervise: boolean().notNull(),
  /** What it takes, as of its last heartbeat; empty until the first one. */
  workers: jsonb().$type<{ queue: string; active: number }[]>().notNull(),
  heartbeatSeconds: integer().notNull(),
  startedOn: moment().notNull(),
  heartbeatOn: moment().notNull(),
  stoppedOn: moment(),
});
