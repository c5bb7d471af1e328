import { z } from "zod";
import { whole } from "./numbers.ts";
import { maxPeriodDays } from "./thresholds.ts";

export * from "./calendar.ts";

// 1900 to 9999: four-digit years that Postgres, JSON and JavaScript write alike.
const first = Date.UTC(1900, 0, 1);
const last = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const outOfRange = "Choose a date between 1900 and 9999.";
/** Whether a date is in range; invalid dates are left to the format check. */
const within = (text: string) => {
  const at = Date.parse(text);
  return Number.isNaN(at) || (at >= first && at <= last);
};

/** A day as `2026-11-24`. */
export const day = z.iso.date().refine(within, outOfRange);

/** A time with its offset, as `2026-11-24T07:00:00+01:00`. */
export const moment = z.iso.datetime({ offset: true }).max(40).refine(within, outOfRange);

const spans = z.object({ from: z.string().optional(), to: z.string().optional() });

/** Requires that `to` is not before `from`, if both are given. */
export function ordered<S extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(schema: S): S {
  return schema.refine(({ from, to }) => !from || !to || Date.parse(from) <= Date.parse(to), {
    path: ["to"],
    error: "Choose a last day on or after the first day.",
    // Regardless of other issues, so that all are reported at once.
    when: ({ value }) => spans.safeParse(value).success,
  });
}

const dayMs = 86_400_000;

/**
 * A period of days in the organisation's time zone: from the first to the last one, or the last days including today.
 */
export const period = ordered(
  z.object({ from: day.optional(), to: day.optional(), last: whole(1, maxPeriodDays).default(30) }),
)
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["to"],
    error: "Choose both a first and a last day.",
  })
  .refine(({ from, to }) => !from || !to || Date.parse(to) - Date.parse(from) < maxPeriodDays * dayMs, {
    path: ["from"],
    error: `Choose at most ${maxPeriodDays} days.`,
  });
