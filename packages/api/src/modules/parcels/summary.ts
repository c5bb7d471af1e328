import { items, parcels } from "@waybill/db";
import { type ParcelState, parcelStates } from "@waybill/validators";
import { asc, count, isNull, lte, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";

const days = 14;
const available = sql<number>`${items.onHand} - ${items.reserved}`;

/** The figures of the dashboard: parcels by state, dispatched and delivered by day, and items that run out. */
export async function summary({ parallel, own }: TenantContext) {
  const perDay = (moment: typeof parcels.dispatchedAt | typeof parcels.deliveredAt) => sql<number>`(
    select count(*)::int from ${parcels}
    where ${own(parcels, sql`${moment} >= day and ${moment} < day + interval '1 day'`)})`;
  const [states, byDay, lowItems] = await parallel(
    ({ db }) =>
      db.select({ state: parcels.state, count: count() }).from(parcels).where(own(parcels)).groupBy(parcels.state),
    ({ db }) =>
      db
        .select({
          day: sql<string>`to_char(day, 'YYYY-MM-DD')`,
          dispatched: perDay(parcels.dispatchedAt),
          delivered: perDay(parcels.deliveredAt),
        })
        .from(sql`generate_series(current_date - ${days - 1}::int, current_date, interval '1 day') as day`)
        .orderBy(sql`day`),
    ({ db }) =>
      db
        .select({ id: items.id, sku: items.sku, name: items.name, available })
        .from(items)
        .where(own(items, isNull(items.archivedAt), lte(available, items.lowStockAt)))
        .orderBy(asc(available), asc(items.sku))
        .limit(8),
  );
  const counts = new Map(states.map((row) => [row.state, row.count]));
  const byState: Record<ParcelState, number> = Object.assign(
    { draft: 0, packed: 0, dispatched: 0, in_transit: 0, delivered: 0, cancelled: 0, failed: 0 },
    Object.fromEntries(parcelStates.map((state) => [state, counts.get(state) ?? 0])),
  );
  return { byState, byDay, lowItems };
}
