import { memoize } from "./memoize.ts";

// Days without schemas, for pages that load no Zod.

const dayMs = 86_400_000;

/**
 * The day a number of days later or earlier, as Postgres reads it: after 9999 with a year of five digits. @param from as
 * `2026-01-31`. Days have no time zone, so each step is one day.
 */
export function daysAfter(from: string, days: number): string {
  const [day = ""] = new Date(Date.parse(from) + days * dayMs).toISOString().split("T");
  return day.replace(/^\+0*/, "");
}

/** Every day from the first to the last, as `2026-01-31`. */
export const daysBetween = (first: string, last: string): string[] =>
  Array.from({ length: Math.max(0, (Date.parse(last) - Date.parse(first)) / dayMs + 1) }, (_, n) =>
    daysAfter(first, n),
  );

const daysIn = memoize(
  (timeZone: string) =>
    new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
);

/** The current day in a time zone, as `2026-01-31`. @param now the time; the present if omitted */
export const dayAt = (timeZone: string, now: Date = new Date()): string => daysIn(timeZone).format(now);
