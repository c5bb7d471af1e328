import type { QueryParams } from "@/navigation/params.ts";
import { isDay } from "./is-day.ts";

/** The periods to choose from, in days. */
export const periods = [7, 30, 90] as const;

/** The default period, in days. */
export const defaultPeriod = 30;

const maxDays = 366;

/**
 * The period of figures, from the URL: from a day to a day, or the last days. A period that is invalid or longer than
 * 366 days is replaced by the default.
 */
export function periodOf({ from, to, last }: QueryParams): { from: string; to: string } | { last: number } {
  if (from && to && isDay(from) && isDay(to)) {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    if (days >= 1 && days <= maxDays) return { from, to };
  }
  return { last: periods.find((days) => String(days) === last) ?? defaultPeriod };
}
