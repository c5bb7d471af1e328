import type { Settings } from "@waybill/config";
import { type Db, firstIdAt } from "@waybill/db";
import { asc, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { TenantContext, WorkContext } from "../context.ts";

/** The limits of a deletion. */
export interface RetentionLimits {
  /** The retention time, in days. */
  days: number;
  /** Older rows are deleted, by the database's clock. */
  before: SQL<Date>;
  /**
   * An upper limit of their ids, by this process's clock: ids are in the order of time, so the primary key finds the rows.
   * One day is left for different clocks.
   */
  lastId: SQL<string>;
}

/** Settings of retention times, in days; 0 keeps rows forever. */
export type DaysSetting = "JOBS_KEEP_DAYS" | "EVENTS_KEEP_DAYS" | "ACTIVITY_KEEP_DAYS" | "MAILS_KEEP_DAYS";

/** Rows that are deleted after a retention time, by a nightly job. */
export interface Retention<Context extends WorkContext> {
  /** Stable: `jobs`. */
  name: string;
  /** For people: "Events". */
  title: string;
  /** An additional sentence for people. */
  note?: string;
  setting: DaysSetting;
  /** The shortest retention time, in days. */
  minDays: number;
  /**
   * Deletes old rows; can be repeated.
   *
   * @param most the maximum number of rows of one call, so that locks are short.
   * @returns the number of deleted rows; fewer than `most` at the end
   */
  remove(ctx: Context, old: RetentionLimits, most: number): Promise<number>;
}

/** A module's retention: of each tenant, and of the installation. */
export interface Retentions {
  tenant: Retention<TenantContext>[];
  installation: Retention<WorkContext>[];
}

const dayMs = 86_400_000;

/** The upper limit of ids before a moment. @param at milliseconds since 1970 */
export const lastIdBefore = (at: number): SQL<string> => sql`${firstIdAt(at + dayMs)}::uuid`;

/** The limits of a retention time. @param days more than 0 */
export function olderThan(days: number): RetentionLimits {
  return {
    days,
    before: sql`now() - make_interval(days => ${days})`,
    lastId: lastIdBefore(Date.now() - days * dayMs),
  };
}

/** The ids of the oldest rows, for a delete. @param most the maximum number of ids */
export const oldestIds = (db: Db, id: PgColumn, where: SQL | undefined, most: number) =>
  db.select({ id }).from(id.table).where(where).orderBy(asc(id)).limit(most);

/**
 * The retention time in days; null forever.
 *
 * @param own the tenant's own retention times, by name.
 */
export function retentionDays(
  { name, setting }: { name: string; setting: DaysSetting },
  settings: Settings,
  own: Readonly<Record<string, number>> = {},
): number | null {
  return own[name] ?? (settings[setting] || null);
}
