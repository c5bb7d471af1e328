import type { Settings } from "@waybill/config";
import type { Db } from "@waybill/db";
import { asc, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { TenantContext, WorkContext } from "./context.ts";

/** Which rows have been kept for long enough. */
export interface Old {
  /** For how many days rows are kept. */
  days: number;
  /** The moment before which they are old, by the database's clock. */
  before: SQL<Date>;
  /**
   * An id that none of these rows is above, by this process's clock: ids are made in the order of time, so a primary key
   * finds them. A day is left for clocks that differ.
   */
  lastId: SQL<string>;
}

/** Names of settings that say for how many days something is kept; 0 keeps it for ever. */
export type DaysSetting = "JOBS_KEEP_DAYS" | "EVENTS_KEEP_DAYS" | "ACTIVITY_KEEP_DAYS" | "MAILS_KEEP_DAYS";

/** Something that is kept for a while, and then removed by a job, night by night. */
export interface Retention<Context extends WorkContext> {
  /** Stable: `jobs`. */
  name: string;
  /** What is removed, for people: "Events". */
  title: string;
  /** What else people should know of its removal, as a sentence. */
  note?: string;
  /** Which setting says for how long it is kept. */
  setting: DaysSetting;
  /** The fewest days that it can be kept. */
  fewestDays: number;
  /**
   * Removes old rows. Run twice, it goes on where it was.
   *
   * @param most how many at the most: no lock is held for long.
   * @returns how many were removed; fewer than `most` where none are left
   */
  remove(ctx: Context, old: Old, most: number): Promise<number>;
}

/** What a module removes after a while: of each tenant, and of the installation. */
export interface Retentions {
  tenant: Retention<TenantContext>[];
  installation: Retention<WorkContext>[];
}

const dayMs = 86_400_000;

/** An id that none is above which was made before a moment. @param at in milliseconds since 1970 */
export function lastIdBefore(at: number): SQL<string> {
  // Ids of the version 7 begin with the milliseconds.
  const hex = Math.max(0, Math.floor(at + dayMs))
    .toString(16)
    .padStart(12, "0");
  return sql`${`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`}::uuid`;
}

/** What is old after some days. @param days more than 0 */
export function olderThan(days: number): Old {
  return {
    days,
    before: sql`now() - make_interval(days => ${days})`,
    lastId: lastIdBefore(Date.now() - days * dayMs),
  };
}

/** The ids of the oldest rows of a table, for a delete. @param most how many at the most */
export const oldestIds = (db: Db, id: PgColumn, where: SQL | undefined, most: number) =>
  db.select({ id }).from(id.table).where(where).orderBy(asc(id)).limit(most);

/**
 * For how many days something is kept; null where for ever.
 *
 * @param own what a tenant has said for itself, by the names of what is kept.
 */
export function daysKept(
  { name, setting }: { name: string; setting: DaysSetting },
  settings: Settings,
  own: Readonly<Record<string, number>> = {},
): number | null {
  return own[name] ?? (settings[setting] || null);
}
