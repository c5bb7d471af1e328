import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

// A day is a day in the tenant's time zone. At a clock change it has 23 or 25 hours, may start at 01:00, or may contain
// midnight twice. So days are compared as dates, not computed in hours.

/** The date of a moment in a time zone. */
export const dayIn = (timeZone: string, moment: SQLWrapper): SQL => sql`(${moment} at time zone ${timeZone})::date`;

/** The start of a day, give or take a few hours: for an index, which contains moments. */
const nearly = (day: SQLWrapper | string, timeZone: string) =>
  sql`((${day})::date::timestamp at time zone ${timeZone})`;

/**
 * A condition: the moment lies in a range of days.
 *
 * @param timeZone the tenant's time zone.
 * @param of.from the first day, as `2026-01-31` or an SQL date; open if left out.
 * @param of.to the last day.
 * @returns undefined without any limit
 */
export function onDays(
  timeZone: string,
  moment: SQLWrapper,
  { from, to }: { from?: string | SQLWrapper | undefined; to?: string | SQLWrapper | undefined },
): SQL | undefined {
  const day = dayIn(timeZone, moment);
  const conditions = [
    ...(from ? [sql`${moment} >= ${nearly(from, timeZone)} - interval '1 day' and ${day} >= (${from})::date`] : []),
    ...(to ? [sql`${moment} < ${nearly(to, timeZone)} + interval '2 days' and ${day} <= (${to})::date`] : []),
  ];
  return conditions.length > 0 ? sql.join(conditions, sql` and `) : undefined;
}
