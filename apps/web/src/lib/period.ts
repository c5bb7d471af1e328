import type { UrlState } from "./url-state.ts";

/** The periods to choose from, in days. */
export const periods = [7, 30, 90] as const;

/** The default period, in days. */
export const defaultPeriod = 30;

const isDay = (text: string | undefined): text is string =>
  /^\d{4}-\d\d-\d\d$/.test(text ?? "") && !Number.isNaN(Date.parse(`${text}`));
const maxDays = 366;

/**
 * The period of figures, from the URL: from a day to a day, or the last days. A period that is invalid or longer than
 * 366 days is replaced by the default.
 */
export function periodOf({ from, to, last }: UrlState): { from: string; to: string } | { last: number } {
  if (isDay(from) && isDay(to) && from >= "1900") {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    if (days >= 1 && days <= maxDays) return { from, to };
  }
  return { last: periods.find((days) => String(days) === last) ?? defaultPeriod };
}
