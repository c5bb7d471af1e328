import { memoize } from "./memoize.ts";

// Days without schemas, for pages that load no Zod.

/**
 * The day a number of days later or earlier. @param from as `2026-01-31`. Days have no time zone, so each step is one
 * day.
 */
export function daysAfter(from: string, days: number): string {
  const at = new Date(from);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

const daysIn = memoize(
  (timeZone: string) =>
    new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
);

/** The current day in a time zone, as `2026-01-31`. @param now the time; the present if omitted */
export const dayAt = (timeZone: string, now: Date = new Date()): string => daysIn(timeZone).format(now);
