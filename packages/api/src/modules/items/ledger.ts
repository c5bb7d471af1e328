import { items, stockMovements } from "@waybill/db/items";
import { asc, sql } from "drizzle-orm";
import { insertTogether, newRows, oneOf, type TenantContext } from "../../core/index.ts";

// The ledger of stock. The database updates an item's balance with each movement.

/** A quantity of an item. */
export interface StockLine {
  itemId: string;
  quantity: number;
}

/** A movement without its actor. `quantity` is signed. */
export interface Movement extends StockLine {
  kind: (typeof stockMovements.$inferInsert)["kind"];
  counted?: number;
  reason?: string | null;
  parcelId?: string;
}

/** The columns of a locked item that decisions need. */
export const balances = {
  id: items.id,
  sku: items.sku,
  name: items.name,
  onHand: items.onHand,
  reserved: items.reserved,
};
/** A locked item with its balance. */
export type Balances = { [Name in keyof typeof balances]: (typeof items.$inferSelect)[Name] };

const byItem = (one: StockLine, other: StockLine) =>
  one.itemId < other.itemId ? -1 : Number(one.itemId > other.itemId);

/**
 * Locks items with their balances, in the order of their ids, so that two transactions cannot deadlock.
 *
 * @returns the items that exist
 */
export function lockBalances({ db, inTenant }: TenantContext, ids: readonly string[]): Promise<Balances[]> {
  return db
    .select(balances)
    .from(items)
    .where(inTenant(items, oneOf(items.id, ids)))
    .orderBy(asc(items.id))
    .for("no key update");
}

/** Writes movements in the order of their items, with the caller as their actor. Publishes nothing. */
export async function writeMovements(ctx: TenantContext, movements: readonly Movement[]): Promise<void> {
  const { user, actor } = ctx;
  const who = { userId: user?.id ?? null, actor: actor.kind, actorId: actor.id };
  const rows = movements
    .toSorted(byItem)
    .map(({ itemId, kind, quantity, counted = null, reason = null, parcelId = null }) => ({
      ...{ itemId, kind, quantity, counted, reason, parcelId },
      ...who,
    }));
  await insertTogether(ctx, newRows(stockMovements, rows));
}

/** Writes movements and makes open pages refetch the items. */
export async function moveStock(ctx: TenantContext, movements: readonly Movement[]): Promise<void> {
  const [first] = movements;
  if (!first) return;
  await writeMovements(ctx, movements);
  const several = movements.some(({ itemId }) => itemId !== first.itemId);
  await ctx.hub.announce("item", several ? null : first.itemId);
}

/**
 * The items that were counted or corrected since the given quantity was seen. That quantity has been corrected once; a
 * second difference would correct it again. A quantity that was never on hand proves nothing.
 *
 * @param starts the items, each with the quantity on hand that the person saw.
 */
export async function countedSince(
  { db, tenant }: TenantContext,
  starts: readonly { itemId: string; seen: number }[],
): Promise<Set<string>> {
  const rows = await db.execute<{ id: string }>(sql`
    select start.id from unnest(${sql.param(starts.map(({ itemId }) => itemId))}::uuid[],
      ${sql.param(starts.map(({ seen }) => seen))}::int[]) as start(id, seen)
    where exists (
      select from ${stockMovements} as later
      where later.tenant_id = ${tenant.id} and later.item_id = start.id and later.kind in ('count', 'correct')
        and later.position > (
          select max(moment.position) from ${stockMovements} as moment
          where moment.tenant_id = ${tenant.id} and moment.item_id = start.id and moment.on_hand = start.seen))`);
  return new Set(rows.map(({ id }) => id));
}
