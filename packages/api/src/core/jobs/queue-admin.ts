import { and, count, desc, eq, isNull, max, min, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { WorkContext } from "../context.ts";
import { oneOf } from "../data/sql.ts";
import type { QueueAdmin, Selection } from "./queue-admin-types.ts";
import { queueInstances, queueJobs, queueSchedules, queueTypes } from "./queue-tables.ts";

// Literals, for the partial indexes of pg-boss.
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

/** After this many missed heartbeats a process counts as gone, as in pg-boss. */
const maxMissedHeartbeats = 3;

/** The queues, in a unit of work. */
export function queueAdminOf({ db }: Pick<WorkContext, "db">): QueueAdmin {
  return {
    sizes: () =>
      db
        .select({
          type: queueJobs.name,
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
        sql`from ${queueJobs} where ${queueJobs.name} = ${queueTypes.name} and ${queueJobs.state} = 'completed' and ${condition}`;
      const last = done(sql`${queueJobs.completedOn} is not null`);
      return (
        db
          .select({
            type: queueTypes.name,
            lastDoneAt: sql<Date | null>`(
            select ${queueJobs.completedOn} ${last} order by ${queueJobs.completedOn} desc limit 1)`.mapWith(
              queueJobs.completedOn,
            ),
            doneInLast5Minutes: sql<number>`(
            select count(*)::int ${done(sql`${queueJobs.completedOn} > now() - interval '5 minutes'`)})`,
          })
          .from(queueTypes)
          // pg-boss's internal queues are not job types.
          .where(sql`not starts_with(${queueTypes.name}, '__pgboss__')`)
      );
    },

    async failures() {
      const rows = await db
        .select({
          type: queueJobs.name,
          failed: count(),
          firstAt: min(queueJobs.completedOn),
          lastAt: max(queueJobs.completedOn),
          minAttempts: whole(sql`min(${queueJobs.retryCount}) + 1`),
          maxAttempts: whole(sql`max(${queueJobs.retryCount}) + 1`),
          tenants: whole(sql`count(distinct ${queueJobs.groupId})`),
        })
        .from(queueJobs)
        .where(failed)
        .groupBy(queueJobs.name);
      return rows.flatMap(({ firstAt, lastAt, ...row }) => (firstAt && lastAt ? [{ ...row, firstAt, lastAt }] : []));
    },

    async tenantsOf(type, limit) {
      const rows = await db
        .select({
          tenantId: queueJobs.groupId,
          waiting: countOf(queued),
          running: countOf(running),
          failed: countOf(failed),
          lastFailedAt: max(queueJobs.completedOn),
        })
        .from(queueJobs)
        .where(and(eq(queueJobs.name, type), live, sql`${queueJobs.groupId} is not null`))
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
            sql`${heartbeatOn} >= now() - ${heartbeatSeconds} * ${maxMissedHeartbeats} * interval '1 second'`,
          ),
        )
        .orderBy(startedOn, id);
      return rows.map(({ workers: taken, ...row }) => ({
        ...row,
        types: taken.length > 0 ? [...new Set(taken.map((one) => one.queue))] : null,
        running: taken.reduce((sum, { active }) => sum + active, 0),
      }));
    },

    async schedulerEntries(except) {
      const { name, key, cron, timezone, lastJobId } = queueSchedules;
      const rows = await db
        .select({ type: name, key, cron, timeZone: timezone, lastQueuedAt: queueJobs.createdOn })
        .from(queueSchedules)
        .leftJoin(queueJobs, and(eq(queueJobs.name, name), eq(queueJobs.id, lastJobId)))
        .where(sql`${name} <> ${except}`)
        .orderBy(name, key);
      return rows.map(({ timeZone, ...row }) => ({ ...row, timeZone: timeZone ?? "UTC" }));
    },

    tenantScheduleCounts(type, separator) {
      const name = sql<string>`split_part(${queueSchedules.key}, ${separator}, 2)`.as("scheduled");
      return db
        .select({ name, count: count() })
        .from(queueSchedules)
        .where(eq(queueSchedules.name, type))
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

    async selectJobs(selection, limit, note) {
      const rows = await db.execute(sql`
        with ${chosen(selection, limit)}, chosen_jobs as (
          select row_number() over (order by ${queueJobs.groupId} nulls first, ${queueJobs.name},
            ${queueJobs.createdOn}, ${queueJobs.id}) as position, ${queueJobs.id} as job_id, ${queueJobs.name} as type,
            ${queueJobs.groupId}::uuid as tenant_id
          from chosen join ${queueJobs} using (name, id)), noted as (
          ${note(sql`chosen_jobs`)}
          returning 1)
        select count(*)::int as count from noted`);
      return z.object({ count: z.number() }).parse(rows[0]).count;
    },

    async unfinished(type, ids) {
      if (ids.length === 0) return new Set();
      const rows = await db
        .select({ id: queueJobs.id })
        .from(queueJobs)
        .where(and(eq(queueJobs.name, type), oneOf(queueJobs.id, ids), unfinished));
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

/** The end of a selection in milliseconds, so that the caller can repeat it; never in the future. */
const upTo = ({ until }: Selection): SQL =>
  until ? sql`least(${until}::timestamptz, date_trunc('milliseconds', now()))` : sql`date_trunc('milliseconds', now())`;

/** The moment that a selection compares: when a job failed, or when it was queued. */
const momentOf = ({ action }: Selection) => (action === "retry" ? queueJobs.completedOn : queueJobs.createdOn);

function matching(selection: Selection): SQL | undefined {
  const { action, type, tenantId, since } = selection;
  const at = momentOf(selection);
  return and(
    eq(queueJobs.name, type),
    action === "retry" ? failed : unfinished,
    tenantId ? eq(queueJobs.groupId, tenantId.toLowerCase()) : undefined,
    since ? sql`${at} >= ${since}::timestamptz` : undefined,
    sql`${at} < ${upTo(selection)}`,
  );
}

/** The jobs of an action: the oldest that match. */
function chosen(selection: Selection, limit: number): SQL {
  const at = momentOf(selection);
  return sql`
    chosen as (
      select ${queueJobs.name}, ${queueJobs.id}, ${at} as at from ${queueJobs} where ${matching(selection)}
      order by ${at}, ${queueJobs.id} limit ${limit})`;
}
