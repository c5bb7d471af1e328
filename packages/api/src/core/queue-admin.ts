import type { QueueSelection } from "@waybill/validators";
import { and, count, desc, eq, isNull, max, min, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { WorkContext } from "./context.ts";
import { queueInstances, queueJobs, queueKinds, queueSchedules } from "./queue-tables.ts";
import { oneOf } from "./sql.ts";

/** How many jobs of a kind the queue holds. */
export interface QueueSize {
  kind: string;
  /** Could begin now. */
  ready: number;
  /** Wait for a moment: that they were queued for, or that the pause after a failure is over. */
  deferred: number;
  running: number;
  failed: number;
  /** When the job became ready that has been so for the longest. */
  oldestReadyAt: Date | null;
}

/** What became of a kind's jobs lately. */
export interface QueueThroughput {
  kind: string;
  lastDoneAt: Date | null;
  /** How many were done in the last five minutes. */
  doneLately: number;
}

/** The jobs of a kind that have failed for good, of all tenants together. */
export interface FailureGroup {
  kind: string;
  failed: number;
  firstAt: Date;
  lastAt: Date;
  fewestAttempts: number;
  mostAttempts: number;
  tenants: number;
}

/** A tenant's share of a kind. */
export interface TenantShare {
  tenantId: string;
  waiting: number;
  running: number;
  failed: number;
  lastFailedAt: Date | null;
}

/** A process that works jobs off. */
export interface WorkerProcess {
  id: string;
  host: string;
  pid: number;
  startedOn: Date;
  heartbeatOn: Date;
  /** The kinds that it takes; null until it has said so, moments after its start. */
  kinds: string[] | null;
  /** How many jobs it had in hand at its last heartbeat. */
  running: number;
}

/** What the clock of the queue has set. */
export interface ClockEntry {
  kind: string;
  key: string;
  cron: string;
  timeZone: string;
  lastQueuedAt: Date | null;
}

/** Which jobs an action is about. Without `until`, up to now. */
export type Selection = QueueSelection;

/** How many jobs a selection finds. */
export interface SelectionCount {
  /** All that would be acted on. */
  count: number;
  waiting: number;
  running: number;
  tenants: number;
  oldestAt: Date | null;
  newestAt: Date | null;
  /** The moment up to which was counted. */
  until: Date;
  /** Whether more match than one action reaches: it takes the oldest. */
  more: boolean;
}

/**
 * The queues of all tenants, for operators: how many jobs there are, and of which kind. What is in a job, its input,
 * its result and its error, cannot be asked for here.
 */
export interface QueueAdmin {
  sizes(): Promise<QueueSize[]>;
  throughput(): Promise<QueueThroughput[]>;
  failures(): Promise<FailureGroup[]>;
  /** The tenants that have jobs of a kind, those with the most failures first. */
  tenantsOf(kind: string, limit: number): Promise<TenantShare[]>;
  workers(): Promise<WorkerProcess[]>;
  /** What the clock has set for the installation: all but the entries of a kind. */
  clock(except: string): Promise<ClockEntry[]>;
  /** How many entries the clock has set for a kind, by what stands in their keys after the separator. */
  clockOf(kind: string, separator: string): Promise<{ name: string; count: number }[]>;
  /** @param limit how many jobs one action reaches. */
  count(selection: Selection, limit: number): Promise<SelectionCount>;
  /**
   * Chooses the jobs of a selection, tenant by tenant, and has them noted in the same statement.
   *
   * @param note the `insert` that notes them, out of rows with `position`, `job_id`, `kind` and `tenant_id`.
   * @returns how many
   */
  choose(selection: Selection, limit: number, note: (chosen: SQL) => SQL): Promise<number>;
  /** Of these jobs of a kind, those that wait or run. */
  alive(kind: string, ids: readonly string[]): Promise<Set<string>>;
}

// As literals, so that the partial indexes of pg-boss serve them.
const queued = sql`${queueJobs.state} in ('created', 'retry')`;
const running = sql`${queueJobs.state} = 'active'`;
const failed = sql`${queueJobs.state} = 'failed'`;
const unfinished = sql`${queueJobs.state} in ('created', 'retry', 'active')`;
const live = sql`${queueJobs.state} in ('created', 'retry', 'active', 'failed')`;
const due = sql`${queueJobs.startAfter} <= now()`;
const ready = sql`${queued} and ${due}`;
const readySince = sql`greatest(${queueJobs.createdOn}, ${queueJobs.startAfter})`;

const countOf = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
const whole = (expression: SQL) => sql<number>`${expression}::int`;

/** A process is gone once it has missed so many heartbeats; pg-boss reckons with the same. */
const quietBeats = 3;

/** Opens the desk in a unit of work. */
export function queueAdminOf({ db }: Pick<WorkContext, "db">): QueueAdmin {
  return {
    sizes: () =>
      db
        .select({
          kind: queueJobs.name,
          ready: countOf(ready),
          deferred: countOf(sql`${queued} and not ${due}`),
          running: countOf(running),
          failed: countOf(failed),
          oldestReadyAt: sql<Date | null>`min(${readySince}) filter (where ${ready})`.mapWith(queueJobs.createdOn),
        })
        .from(queueJobs)
        .where(live)
        .groupBy(queueJobs.name),

    throughput() {
      const done = (condition: SQL) =>
        sql`from ${queueJobs} where ${queueJobs.name} = ${queueKinds.name} and ${queueJobs.state} = 'completed' and ${condition}`;
      const last = done(sql`${queueJobs.completedOn} is not null`);
      return (
        db
          .select({
            kind: queueKinds.name,
            lastDoneAt: sql<Date | null>`(
            select ${queueJobs.completedOn} ${last} order by ${queueJobs.completedOn} desc limit 1)`.mapWith(
              queueJobs.completedOn,
            ),
            doneLately: sql<number>`(
            select count(*)::int ${done(sql`${queueJobs.completedOn} > now() - interval '5 minutes'`)})`,
          })
          .from(queueKinds)
          // The library's own queues are no kinds of jobs.
          .where(sql`not starts_with(${queueKinds.name}, '__pgboss__')`)
      );
    },

    async failures() {
      const rows = await db
        .select({
          kind: queueJobs.name,
          failed: count(),
          firstAt: min(queueJobs.completedOn),
          lastAt: max(queueJobs.completedOn),
          fewestAttempts: whole(sql`min(${queueJobs.retryCount}) + 1`),
          mostAttempts: whole(sql`max(${queueJobs.retryCount}) + 1`),
          tenants: whole(sql`count(distinct ${queueJobs.groupId})`),
        })
        .from(queueJobs)
        .where(failed)
        .groupBy(queueJobs.name);
      return rows.flatMap(({ firstAt, lastAt, ...row }) => (firstAt && lastAt ? [{ ...row, firstAt, lastAt }] : []));
    },

    async tenantsOf(kind, limit) {
      const rows = await db
        .select({
          tenantId: queueJobs.groupId,
          waiting: countOf(queued),
          running: countOf(running),
          failed: countOf(failed),
          lastFailedAt: max(queueJobs.completedOn),
        })
        .from(queueJobs)
        .where(and(eq(queueJobs.name, kind), live, sql`${queueJobs.groupId} is not null`))
        .groupBy(queueJobs.groupId)
        .orderBy(desc(countOf(failed)), desc(countOf(queued)), queueJobs.groupId)
        .limit(limit);
      return rows.flatMap(({ tenantId, ...row }) => (tenantId ? [{ tenantId, ...row }] : []));
    },

    async workers() {
      const { id, host, pid, workers, startedOn, heartbeatOn, heartbeatSeconds, stoppedOn } = queueInstances;
      const rows = await db
        .select({ id, host, pid, workers, startedOn, heartbeatOn })
        .from(queueInstances)
        .where(
          and(
            queueInstances.supervise,
            isNull(stoppedOn),
            sql`${heartbeatOn} >= now() - ${heartbeatSeconds} * ${quietBeats} * interval '1 second'`,
          ),
        )
        .orderBy(startedOn, id);
      return rows.map(({ workers: taken, ...row }) => ({
        ...row,
        kinds: taken.length > 0 ? [...new Set(taken.map((one) => one.queue))] : null,
        running: taken.reduce((sum, { active }) => sum + active, 0),
      }));
    },

    async clock(except) {
      const { name, key, cron, timezone, lastJobId } = queueSchedules;
      const rows = await db
        .select({ kind: name, key, cron, timeZone: timezone, lastQueuedAt: queueJobs.createdOn })
        .from(queueSchedules)
        .leftJoin(queueJobs, and(eq(queueJobs.name, name), eq(queueJobs.id, lastJobId)))
        .where(sql`${name} <> ${except}`)
        .orderBy(name, key);
      return rows.map(({ timeZone, ...row }) => ({ ...row, timeZone: timeZone ?? "UTC" }));
    },

    clockOf(kind, separator) {
      const name = sql<string>`split_part(${queueSchedules.key}, ${separator}, 2)`.as("scheduled");
      return db
        .select({ name, count: count() })
        .from(queueSchedules)
        .where(eq(queueSchedules.name, kind))
        .groupBy(sql`scheduled`);
    },

    async count(selection, limit) {
      const rows = await db.execute(sql`
        with ${chosen(selection, limit)}
        select count(*)::int as count, ${countOf(queued)} as waiting, ${countOf(running)} as running,
          count(distinct ${queueJobs.groupId})::int as tenants,
          min(at) as "oldestAt", max(at) as "newestAt",
          ${upTo(selection)} as until,
          (select count(*) > ${limit} from (select from ${queueJobs} where ${matching(selection)} limit ${limit + 1}) as found)
            as more
        from chosen join ${queueJobs} using (name, id)`);
      return selectionCount.parse(rows[0]);
    },

    async choose(selection, limit, note) {
      const rows = await db.execute(sql`
        with ${chosen(selection, limit)}, chosen_jobs as (
          select row_number() over (order by ${queueJobs.groupId} nulls first, ${queueJobs.name},
            ${queueJobs.createdOn}, ${queueJobs.id}) as position, ${queueJobs.id} as job_id, ${queueJobs.name} as kind,
            ${queueJobs.groupId}::uuid as tenant_id
          from chosen join ${queueJobs} using (name, id)), noted as (
          ${note(sql`chosen_jobs`)}
          returning 1)
        select count(*)::int as count from noted`);
      return z.object({ count: z.number() }).parse(rows[0]).count;
    },

    async alive(kind, ids) {
      if (ids.length === 0) return new Set();
      const rows = await db
        .select({ id: queueJobs.id })
        .from(queueJobs)
        .where(and(eq(queueJobs.name, kind), oneOf(queueJobs.id, ids), unfinished));
      return new Set(rows.map(({ id }) => id));
    },
  };
}

const moment = z.coerce.date();
const selectionCount = z.object({
  count: z.number(),
  waiting: z.number(),
  running: z.number(),
  tenants: z.number(),
  oldestAt: moment.nullable(),
  newestAt: moment.nullable(),
  until: moment,
  more: z.boolean(),
});

/** The end of a selection, as the caller can name it again: to the millisecond, and never in the future. */
const upTo = ({ until }: Selection): SQL =>
  until ? sql`least(${until}::timestamptz, date_trunc('milliseconds', now()))` : sql`date_trunc('milliseconds', now())`;

/** The moment that a selection goes by: when a job failed, or when it was queued. */
const momentOf = ({ action }: Selection) => (action === "retry" ? queueJobs.completedOn : queueJobs.createdOn);

function matching(selection: Selection): SQL | undefined {
  const { action, kind, tenantId, since } = selection;
  const at = momentOf(selection);
  return and(
    eq(queueJobs.name, kind),
    action === "retry" ? failed : unfinished,
    tenantId ? eq(queueJobs.groupId, tenantId.toLowerCase()) : undefined,
    since ? sql`${at} >= ${since}::timestamptz` : undefined,
    sql`${at} < ${upTo(selection)}`,
  );
}

/** The jobs that an action reaches: the oldest that match. */
function chosen(selection: Selection, limit: number): SQL {
  const at = momentOf(selection);
  return sql`
    chosen as (
      select ${queueJobs.name}, ${queueJobs.id}, ${at} as at from ${queueJobs} where ${matching(selection)}
      order by ${at}, ${queueJobs.id} limit ${limit})`;
}
