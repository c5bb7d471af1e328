import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

// A day is the tenant's day. It has 23 or 25 hours where the clock changes, begins at one in the morning where midnight is
// skipped, and has midnight twice where it is repeated: so days are compared as dates, and never reckoned in hours.

/** On which day a moment lies in a time zone, as a date. */
export const dayIn = (timeZone: string, moment: SQLWrapper): SQL => sql`(${moment} at time zone ${timeZone})::date`;

/** The moment at which a day begins, give or take a few hours: for an index, which cannot know of days. */
const nearly = (day: SQLWrapper | string, timeZone: string) =>
  sql`((${day})::date::timestamp at time zone ${timeZone})`;

/**
 * Whether a moment lies on one of some days.
 *
 * @param timeZone the tenant's.
 * @param of.from the first of the days, as `2026-01-31` or a date of SQL; without it, all until `to`.
 * @param of.to the last of the days.
 * @returns undefined where neither is given
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
