import { randomBytes } from "node:crypto";
import type { Settings } from "@waybill/config";
import { sessions } from "@waybill/db/sessions";
import { type SQL, sql } from "drizzle-orm";

// How long a session lives: as long as its cookie at the most, and no longer than it may stay unused.

type Limits = Pick<Settings, "AUTH_IDLE_DAYS">;

/** How long a session lives at the most, used or not, in days; as long as its cookie. */
const sessionDays = 30;

/**
 * A new session's id: 128 random bits, written as the column wants them. No UUID of any version, since those have fewer.
 */
export const newSessionId = (): string =>
  randomBytes(16)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const idle = ({ AUTH_IDLE_DAYS }: Limits) => sql`now() + make_interval(days => ${AUTH_IDLE_DAYS})`;

/** When a session ends that is opened now. */
export const sessionEnd = (limits: Limits): SQL<Date> =>
  sql<Date>`least(now() + interval '${sql.raw(String(sessionDays))} days', ${idle(limits)})`;

/**
 * What is written into a session that was used just now. Its end moves once a day at the most: each move is told to open
 * pages, like everything that rights depend on. So a session ends after `AUTH_IDLE_DAYS` without use, or up to a day less.
 */
export function usedNow(limits: Limits) {
  const end = sql`least(${sessions.createdAt} + interval '${sql.raw(String(sessionDays))} days', ${idle(limits)})`;
  const { expiresAt } = sessions;
  return {
    lastSeenAt: sql`now()`,
    // In a sub-select: outside of one, Citus lets no time of now stand beside a column.
    expiresAt: sql`(
      select case when ${expiresAt} between latest - interval '24 hours' and latest then ${expiresAt} else latest end
      from (select ${end} as latest) as end_of_session)`,
  };
}

/** For how many seconds a session's person has not proved who they are, as a column of a query on {@link sessions}. */
export const authenticationAge: SQL<number> = sql<number>`extract(epoch from now() - ${sessions.authenticatedAt})::int`;
