import { firstIdAt } from "@waybill/db";
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

/** A range of ids: the first one, and the one after the last. */
export interface IdRange {
  low: string;
  high: string;
}

const hourMs = 3_600_000;
/** More than the difference of any time zone from UTC. */
const zoneHours = 15;
/** For different clocks and time zone data, and long transactions: an id is newer than the time of its record. */
const spareHours = 2;

/** The first whole hour around a day in UTC whose day in the tenant's time zone fits. */
function hourOf({ tenant }: Pick<TenantContext, "tenant">, day: string, fits: (local: string) => boolean): number {
  const [start, end] = [Date.parse(day) - zoneHours * hourMs, Date.parse(day) + (24 + zoneHours) * hourMs];
  let at = start;
  while (at < end && !fits(dayAt(tenant.timeZone, new Date(at)))) at += hourMs;
  return at;
}

const lowest = "00000000-0000-0000-0000-000000000000";
const highest = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The ids of records between two moments, with hours to spare. @param from @param to open if undefined */
export function idsBetween(from: string | undefined, to: string | undefined): IdRange {
  return {
    low: from ? firstIdAt(Date.parse(from) - spareHours * hourMs) : lowest,
    high: to ? firstIdAt(Date.parse(to) + spareHours * hourMs) : highest,
  };
}

/** The ids of records of some days, with hours to spare: ids are in the order of time. Undefined without a limit. */
export function idRange(
  ctx: Pick<TenantContext, "tenant">,
  { from, to }: Pick<Moments, "from" | "to">,
): IdRange | undefined {
  if (!from && !to) return undefined;
  return {
    low: from ? firstIdAt(hourOf(ctx, from, (local) => local >= from) - (1 + spareHours) * hourMs) : lowest,
    high: to ? firstIdAt(hourOf(ctx, to, (local) => local > to) + spareHours * hourMs) : highest,
  };
}
