import { z } from "zod";
import { whole } from "./numbers.ts";

// From 1900 to 9999: what Postgres, JSON and JavaScript write alike, with the four digits that people expect.
const first = Date.UTC(1900, 0, 1);
const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const outOfRange = "Choose a date between 1900 and 9999.";
/** Whether a date lies between; one that is none is the format's to refuse. */
const within = (text: string) => {
  const at = Date.parse(text);
  return Number.isNaN(at) || (at >= first && at <= last);
};

/** A day as `2026-11-24`. */
export const day = z.iso.date().refine(within, outOfRange);

/** A moment with its offset, as `2026-11-24T07:00:00+01:00`. */
export const moment = z.iso.datetime({ offset: true }).max(40).refine(within, outOfRange);

/** The day so many days after another, or before it. @param from as `2026-01-31`. Days have no time zone, so each step is one day. */
export function daysAfter(from: string, days: number): string {
  const at = new Date(from);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The day that it is in a time zone, as `2026-01-31`. @param now the moment; the present one where it is left out */
export const dayAt = (timeZone: string, now: Date = new Date()): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);

const spans = z.object({ from: z.string().optional(), to: z.string().optional() });

/** Of a range with `from` and `to`, both of which may be left out: the end does not lie before the beginning. */
export function ordered<S extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(schema: S): S {
  return schema.refine(({ from, to }) => !from || !to || Date.parse(from) <= Date.parse(to), {
    path: ["to"],
    error: "Choose an end date on or after the start date.",
    // Whatever else is wrong, so that all that is wrong is said at once.
    when: ({ value }) => spans.safeParse(value).success,
  });
}

/** The most days that figures are shown of at once. */
const mostPeriodDays = 366;
const dayMs = 86_400_000;

/** Days of the organisation that figures are about: from the first to the last one, or the last so many, today among them. */
export const period = ordered(
  z.object({ from: day.optional(), to: day.optional(), last: whole(1, mostPeriodDays).default(30) }),
)
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["to"],
    error: "Choose both a start and an end date.",
  })
  .refine(({ from, to }) => !from || !to || Date.parse(to) - Date.parse(from) < mostPeriodDays * dayMs, {
    path: ["from"],
    error: `Choose at most ${mostPeriodDays} days.`,
  });
