import { schedules } from "@waybill/db/jobs";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../../core/index.ts";

/** A stretch of time: `from` belongs to it, `to` to the next one. */
export interface Period {
  from: Date;
  to: Date;
}

const moments = z.tuple([z.object({ at: z.coerce.date() })]);

/** The same time on the tenant's day before. */
async function dayBefore({ db, tenant: { timeZone } }: TenantContext, moment: Date): Promise<Date> {
  const local = sql`${moment.toISOString()}::timestamptz at time zone ${timeZone}`;
  const rows = await db.execute(sql`select (${local} - interval '1 day') at time zone ${timeZone} as at`);
  const [{ at }] = moments.parse([...rows]);
  return at;
}

/** The time by which what happens is dated. */
async function timeOfDatabase({ db }: TenantContext): Promise<Date> {
  const [{ at }] = moments.parse([...(await db.execute(sql`select now() as at`))]);
  return at;
}

/**
 * The time since the last run of a schedule: for a job that tells what happened, whenever it runs. One ends where the
 * next begins, also where the clock is changed, the schedule is, or a run fails; the first one begins a day before.
 *
 * Called in the transaction that does the work: what is rolled back has covered nothing.
 *
 * @param name the schedule's.
 * @param jobId the job that runs.
 * @param until the end of the time; now, by the database's clock, where it is left out.
 * @returns null where this job has covered its time already: it runs a second time
 */
export async function coverSinceLast(
  ctx: TenantContext,
  name: string,
  jobId: string,
  until?: Date,
): Promise<Period | null> {
  const { db, own } = ctx;
  const mine = own(schedules, eq(schedules.name, name));
  const { coveredUntil, coveredBy } = schedules;
  const [row] = await db.select({ coveredUntil, coveredBy }).from(schedules).where(mine).for("no key update");
  const to = until ?? (await timeOfDatabase(ctx));
  if (row?.coveredBy === jobId) return null;
  const from = row?.coveredUntil ?? (await dayBefore(ctx, to));
  await db.update(schedules).set({ coveredUntil: to, coveredBy: jobId }).where(mine);
  return { from, to };
}
