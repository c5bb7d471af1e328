import { type Days, dayAt, daysAfter } from "@waybill/validators";
import type { TenantContext } from "../../core/index.ts";

/** The parameters of a day range. */
interface Moments {
  /** The first and the last day, as `2026-01-31`; null for an open end. */
  from: string | null;
  to: string | null;
  /** Moments before the first and after the last day in every time zone: for the index. */
  low: string;
  high: string;
}

/** The first and the last day of a range; the last days include today. */
export function dayRange({ tenant, clock }: Pick<TenantContext, "tenant" | "clock">, days: Days | undefined): Moments {
  const from = days?.last ? daysAfter(dayAt(tenant.timeZone, clock.now()), 1 - days.last) : (days?.from ?? null);
  const to = days?.to ?? null;
  return {
    ...{ from, to },
    low: from ? `${daysAfter(from, -1)}T00:00:00Z` : "-infinity",
    high: to ? `${daysAfter(to, 2)}T00:00:00Z` : "infinity",
  };
}
