import { randomBytes } from "node:crypto";
import type { Settings } from "@waybill/config";
import { sessions } from "@waybill/db/sessions";
import { type SQL, sql } from "drizzle-orm";

// The lifetime of a session: at most that of its cookie, and at most the maximum idle time.

type Limits = Pick<Settings, "AUTH_IDLE_DAYS">;

/** The maximum lifetime of a session in days; that of its cookie. */
const sessionDays = 30;

/** A new session id: 128 random bits in the column's format. Not a UUID, which has fewer random bits. */
export const newSessionId = (): string =>
  randomBytes(16)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const idle = ({ AUTH_IDLE_DAYS }: Limits) => sql`now() + make_interval(days => ${AUTH_IDLE_DAYS})`;

/** The end of a new session. */
export const sessionEnd = (limits: Limits): SQL<Date> =>
  sql<Date>`least(now() + interval '${sql.raw(String(sessionDays))} days', ${idle(limits)})`;

/**
 * The update of a used session. Its end moves at most once a day, since each move notifies open pages like every change
 * of rights. A session therefore ends after `AUTH_IDLE_DAYS` without use, or up to a day earlier.
 */
export function sessionUseUpdate(limits: Limits) {
  const end = sql`least(${sessions.createdAt} + interval '${sql.raw(String(sessionDays))} days', ${idle(limits)})`;
  const { expiresAt } = sessions;
  return {
    lastSeenAt: sql`now()`,
    // In a sub-select: otherwise Citus rejects the current time beside a column.
    expiresAt: sql`(
      select case when ${expiresAt} between latest - interval '24 hours' and latest then ${expiresAt} else latest end
      from (select ${end} as latest) as end_of_session)`,
  };
}

/** The seconds since the person last confirmed their identity, as a column of a query on {@link sessions}. */
export const authenticationAge: SQL<number> = sql<number>`extract(epoch from now() - ${sessions.authenticatedAt})::int`;
