import { schedules } from "@waybill/db/jobs";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../core/index.ts";

/** A period: includes `from`, excludes `to`. */
export interface Period {
  from: Date;
  to: Date;
}

const moments = z.tuple([z.object({ at: z.coerce.date() })]);

/** The same local time one day earlier. */
async function dayBefore({ db, tenant: { timeZone } }: TenantContext, moment: Date): Promise<Date> {
  const local = sql`${moment.toISOString()}::timestamptz at time zone ${timeZone}`;
  const rows = await db.execute(sql`select (${local} - interval '1 day') at time zone ${timeZone} as at`);
  const [{ at }] = moments.parse([...rows]);
  return at;
}

/** The clock that timestamps events. */
async function timeOfDatabase({ db }: TenantContext): Promise<Date> {
  const [{ at }] = moments.parse([...(await db.execute(sql`select now() as at`))]);
  return at;
}

/**
 * The period since the last run of a schedule, for jobs that report events. Periods are contiguous, also after changes
 * of the clock or the schedule and after failed runs; the first one starts a day before.
 *
 * Call it in the transaction of the work, so that a rollback covers nothing.
 *
 * @param name of the schedule.
 * @param jobId the running job.
 * @param until the end of the period; now, by the database clock, if omitted.
 * @returns null if this job has already covered its period: a repeated run
 */
export async function coverSinceLast(
  ctx: TenantContext,
  name: string,
  jobId: string,
  until?: Date,
): Promise<Period | null> {
  const { db, inTenant } = ctx;
  const mine = inTenant(schedules, eq(schedules.name, name));
  const { coveredUntil, coveredBy } = schedules;
  const [row] = await db.select({ coveredUntil, coveredBy }).from(schedules).where(mine).for("no key update");
  const to = until ?? (await timeOfDatabase(ctx));
  if (row?.coveredBy === jobId) return null;
  const from = row?.coveredUntil ?? (await dayBefore(ctx, to));
  await db.update(schedules).set({ coveredUntil: to, coveredBy: jobId }).where(mine);
  return { from, to };
}
