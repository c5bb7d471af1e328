import type { Language } from "@waybill/validators";
import { minorDigits } from "@waybill/validators/currency-digits";
import { localeOf } from "@waybill/validators/languages";
import { memoize } from "@waybill/validators/memoize";
import { maxCounted } from "@waybill/validators/page-limits";

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Formats of times, amounts and counts in a language. */
export type Formats = ReturnType<typeof makeFormats>;

const known = new Map<Language, Formats>();

/** The formats of a language, made once. Components get them from `useFormats()`. */
export function formatsOf(language: Language): Formats {
  const formats = known.get(language) ?? makeFormats(language);
  known.set(language, formats);
  return formats;
}

const dates = memoize(
  (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
const numbers = memoize((locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const lists = memoize((locale: string, type: "conjunction" | "disjunction") => new Intl.ListFormat(locale, { type }));
const relativeTimes = memoize((locale: string) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));

/** A time less than ten seconds ago. cspell:ignore gerade */
const justNow: Record<Language, string> = { en: "just now", de: "gerade eben" };

function makeFormats(language: Language) {
  const locale = localeOf[language];
  /** A number with a unit of time; small numbers have one decimal digit. */
  const unit = (name: string, value: number) =>
    numbers(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: value < 10 ? 1 : 0,
    }).format(value);

  /** A date and time, to the minute, in the person's time zone. */
  function formatDateTime(iso: string): string {
    return dates(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  }

  /** A date, in the person's time zone. */
  function formatDate(iso: string): string {
    return dates(locale, { dateStyle: "long" }).format(new Date(iso));
  }

  /** A day in the form `2026-01-31`, the same in every time zone. */
  function formatDay(day: string): string {
    return dates(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
  }

  /** The same without the year, for a short period: "31 Jan". */
  function formatDayOfYear(day: string): string {
    return dates(locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
  }

  /** A date and time with the weekday. @throws RangeError if the browser does not know the time zone */
  function formatTimeIn(timeZone: string | undefined, iso: string): string {
    return dates(locale, { dateStyle: "full", timeStyle: "short", timeZone }).format(new Date(iso));
  }

  /** The time since a moment, in words: "3 hours ago"; "just now" for less than ten seconds. */
  function formatRelative(iso: string, now: number): string {
    const seconds = Math.round((Date.parse(iso) - now) / 1000);
    const format = relativeTimes(locale);
    for (const [unit, size] of units) {
      if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
    }
    if (seconds <= 0 && seconds > -10) return justNow[language];
    return format.format(seconds, "second");
  }

  /** An amount in the currency's minor unit, as a price. */
  function formatMoney(minor: number, currency: string): string {
    const digits = minorDigits(currency);
    // Explicit, since runtimes differ in the number of digits.
    const style = {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    } as const;
    return numbers(locale, style).format(minor / 10 ** digits);
  }

  /** Grams, as kilograms from one kilogram on. */
  function formatWeight(grams: number): string {
    const heavy = grams >= 1000;
    return numbers(locale, {
      style: "unit",
      unit: heavy ? "kilogram" : "gram",
      maximumFractionDigits: heavy ? 2 : 0,
    }).format(heavy ? grams / 1000 : grams);
  }

  /** Bytes, in the unit that fits: "1.4 MB". A kilobyte has 1,024. */
  function formatBytes(bytes: number): string {
    const power = bytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
    return numbers(locale, {
      style: "unit",
      unit: byteUnits[power] ?? "byte",
      unitDisplay: power === 0 ? "long" : "short",
      maximumFractionDigits: 1,
    }).format(bytes / 1024 ** power);
  }

  /** A count, with separators. */
  function formatCount(count: number): string {
    return numbers(locale, {}).format(count);
  }

  /** A number that was counted up to a limit: "1,000+" where it is more. */
  function formatUpTo(count: number): string {
    return count > maxCounted ? `${formatCount(maxCounted)}+` : formatCount(count);
  }

  /** The number of rows of a list. */
  function formatTotal({ total, more }: { total: number; more: boolean }): string {
    return formatUpTo(more ? total + 1 : total);
  }

  /** An approximate duration: "12 mins", "3.4 hrs", "2 days". */
  function formatSpan(seconds: number): string {
    if (seconds < 60) return `< ${unit("minute", 1)}`;
    if (seconds < 3600) return unit("minute", Math.round(seconds / 60));
    if (seconds < 48 * 3600) return unit("hour", seconds / 3600);
    return unit("day", seconds / 86_400);
  }

  /** A wait in words: "20 seconds", "2 minutes". Never shorter than the wait. */
  function formatWait(seconds: number): string {
    const [count, unit] =
      seconds <= 90
        ? [seconds, "second"]
        : seconds <= 5400
          ? [Math.ceil(seconds / 60), "minute"]
          : [Math.ceil(seconds / 3600), "hour"];
    return numbers(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }

  /** Several things that all hold: "fragile and gift". */
  function formatAll(texts: readonly string[]): string {
    return lists(locale, "conjunction").format(texts);
  }

  /** Several things of which one holds: "fragile or gift". */
  function formatAny(texts: readonly string[]): string {
    return lists(locale, "disjunction").format(texts);
  }

  /** A share of a whole, in percent: "1.5%". */
  function formatShare(part: number, whole: number): string {
    return numbers(locale, { style: "percent", maximumFractionDigits: 1 }).format(whole === 0 ? 0 : part / whole);
  }

  /** A duration in words that fit a table: "1.2 secs", "3 mins". */
  function formatDuration(milliseconds: number): string {
    if (milliseconds < 1000) return unit("millisecond", Math.round(milliseconds));
    if (milliseconds < 60_000) return unit("second", milliseconds / 1000);
    return unit("minute", Math.round(milliseconds / 60_000));
  }

  return {
    formatDateTime,
    formatDate,
    formatDay,
    formatDayOfYear,
    formatTimeIn,
    formatRelative,
    formatMoney,
    formatWeight,
    formatBytes,
    formatCount,
    formatUpTo,
    formatTotal,
    formatSpan,
    formatShare,
    formatDuration,
    formatWait,
    formatAll,
    formatAny,
  };
}
