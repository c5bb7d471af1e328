import { items, stockMovements } from "@waybill/db/items";
import type { RunningOutInput } from "@waybill/validators/items";
import { runningOutDays } from "@waybill/validators/thresholds";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { dayIn, onDays, type TenantContext } from "../../core/index.ts";
import { runningOutRow } from "./outputs.ts";

/** The maximum number of movements that are read: the latest of the period. */
const maxMovements = 20_000;

/** The items that are read without a movement in the period: the newest. */
const maxUnused = 5000;

/** The maximum number of items shown. */
const maxItems = 8;

const rows = z.array(runningOutRow);

/**
 * Items that run out: those with low stock, and those that last at most {@link runningOutDays} days at the pace of a period;
 * the next to run out first. The pace is the dispatched quantity less returns, per day of the period. The period ends
 * with the current hour, so that repeated queries agree. With more than {@link maxMovements} movements, the period
 * starts at the first of the latest ones. Of more than {@link maxUnused} items, older ones without a movement in the period
 * are left out; the list of items with low stock has them.
 */
export async function runningOut({ db, inTenant, tenant, clock }: TenantContext, { from, to, last }: RunningOutInput) {
  const { timeZone } = tenant;
  const now = sql`${clock.now().toISOString()}::timestamptz`;
  const today = dayIn(timeZone, now);
  const days = {
    from: from ? sql`${from}::date` : sql`${today} - ${last - 1}::int`,
    to: to ? sql`${to}::date` : today,
  };
  const { itemId, quantity, kind, createdAt } = stockMovements;
  const columns = sql`${items.id}, ${items.sku}, ${items.name}, ${items.onHand} - ${items.reserved} as available,
    ${items.lowStockAt}, ${items.archivedAt}`;
  const found = await db.execute(sql`
    with moved as materialized (
      select ${itemId}, ${quantity}, ${createdAt} from ${stockMovements}
      where ${inTenant(stockMovements, sql`${kind} in ('dispatch', 'return')`, onDays(timeZone, createdAt, days))}
      order by ${createdAt} desc limit ${maxMovements}
    ), period as (
      select greatest(1, extract(epoch from
        least(date_trunc('hour', ${now}) + interval '1 hour', (${days.to} + 1)::timestamp at time zone ${timeZone})
        - greatest((${days.from})::timestamp at time zone ${timeZone}, case when count(*) = ${maxMovements} then min(created_at) end)
      ) / 86400)::float8 as days from moved
    ), newest as materialized (
      select ${columns} from ${items} where ${inTenant(items)} order by ${items.id} desc limit ${maxUnused}
    ), others as materialized (
      -- Looked up one by one: they are few, or the tenant has many items.
      select item.* from (select item_id from moved except select id from newest) as missing cross join lateral (
        select ${columns} from ${items} where ${inTenant(items, sql`${items.id} = missing.item_id`)} offset 0) as item
    ), used as (
      -- Added up side by side: a plan made for the average tenant would join them one by one.
      select id, max(sku) as sku, max(name) as name, max(available) as available, max(low_stock_at) as low_stock_at,
        greatest(0, sum(used)) / (select days from period) as per_day
      from (
        select id, sku, name, available, low_stock_at, 0 as used from newest where archived_at is null
        union all select id, sku, name, available, low_stock_at, 0 from others where archived_at is null
        union all select item_id, null, null, null, null, -quantity from moved) as each_one
      group by id having max(sku) is not null
    ), paced as (
      select used.*, case when per_day > 0 then available / per_day end as days_left from used)
    select id, sku, name, available, per_day as "perDay", days_left as "daysLeft" from paced
    where days_left <= ${runningOutDays} or available <= low_stock_at
    order by days_left nulls last, available, sku limit ${maxItems}`);
  return { items: rows.parse([...found]), nextCursor: null };
}
