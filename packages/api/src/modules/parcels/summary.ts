import { items } from "@waybill/db/items";
import { parcels } from "@waybill/db/parcels";
import { type ParcelState, parcelStates } from "@waybill/validators";
import { asc, count, isNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { dayIn, onDays, type TenantContext } from "../../core/index.ts";

const days = 14;
const available = sql<number>`${items.onHand} - ${items.reserved}`;

const figures = z.array(z.object({ day: z.string(), dispatched: z.number(), delivered: z.number() }));

/** Parcels dispatched and delivered on each of the tenant's last days, today being the last. */
async function figuresByDay({ db }: Pick<TenantContext, "db">, { tenant, own, clock }: TenantContext) {
  const { timeZone } = tenant;
  const today = dayIn(timeZone, sql`${clock.now().toISOString()}::timestamptz`);
  const movedOn = (moment: typeof parcels.dispatchedAt | typeof parcels.deliveredAt, kind: string) => sql`
    select ${dayIn(timeZone, moment)} as day, ${kind}::text as kind from ${parcels}
    where ${own(parcels, onDays(timeZone, moment, { from: sql`${today} - ${days - 1}::int`, to: today }))}`;
  const rows = await db.execute(sql`
    select to_char(shown.day, 'YYYY-MM-DD') as day,
      count(*) filter (where moved.kind = 'dispatched')::int as dispatched,
      count(*) filter (where moved.kind = 'delivered')::int as delivered
    from (select ${today} - ago as day from generate_series(0, ${days - 1}::int) as ago) as shown
    left join (${movedOn(parcels.dispatchedAt, "dispatched")} union all ${movedOn(parcels.deliveredAt, "delivered")}) as moved
      on moved.day = shown.day
    group by shown.day order by shown.day`);
  return figures.parse([...rows]);
}

/** The figures of the dashboard: parcels by state, dispatched and delivered by day, and items that run out. */
export async function summary(ctx: TenantContext) {
  const { parallel, own } = ctx;
  const [states, byDay, lowItems] = await parallel(
    ({ db }) =>
      db.select({ state: parcels.state, count: count() }).from(parcels).where(own(parcels)).groupBy(parcels.state),
    (snapshot) => figuresByDay(snapshot, ctx),
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
