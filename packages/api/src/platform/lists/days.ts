import { type Days, dayAt, daysAfter } from "@waybill/validators";
import type { TenantContext } from "../../core/index.ts";

/** What a statement is given of a range of days. */
interface Moments {
  /** The first and the last day, as `2026-01-31`; null where the range is open there. */
  from: string | null;
  to: string | null;
  /** Moments before the first day and after the last one, in every time zone: for an index, which cannot know of days. */
  low: string;
  high: string;
}

/** The first and the last day of a range: of the last days, today is one. */
export function dayRange({ tenant, clock }: Pick<TenantContext, "tenant" | "clock">, days: Days | undefined): Moments {
  const from = days?.last ? daysAfter(dayAt(tenant.timeZone, clock.now()), 1 - days.last) : (days?.from ?? null);
  const to = days?.to ?? null;
  return {
    ...{ from, to },
    low: from ? `${daysAfter(from, -1)}T00:00:00Z` : "-infinity",
    high: to ? `${daysAfter(to, 2)}T00:00:00Z` : "infinity",
  };
}
