import { items, stockMovements } from "@waybill/db/items";
import { users } from "@waybill/db/users";
import type { MovementFilter } from "@waybill/validators/items";
import { desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { cursorPageOf, requireRow, type Target, type TenantContext } from "../../core/index.ts";

/** The movements of an item with the balances after each, newest first. @throws NOT_FOUND */
export async function movements(ctx: TenantContext, { id, cursor, limit }: MovementFilter) {
  const { db, inTenant } = ctx;
  const [item, rows] = await Promise.all([
    db
      .select({ id: items.id })
      .from(items)
      .where(inTenant(items, eq(items.id, id))),
    db
      .select({
        position: stockMovements.position,
        kind: stockMovements.kind,
        quantity: stockMovements.quantity,
        onHand: stockMovements.onHand,
        reserved: stockMovements.reserved,
        counted: stockMovements.counted,
        reason: stockMovements.reason,
        parcelId: stockMovements.parcelId,
        parcelReference: parcelReference(ctx),
        actor: stockMovements.actor,
        userName: users.name,
        at: stockMovements.createdAt,
      })
      .from(stockMovements)
      .leftJoin(users, eq(users.id, stockMovements.userId))
      .where(
        inTenant(
          stockMovements,
          eq(stockMovements.itemId, id),
          cursor ? lt(stockMovements.position, cursor) : undefined,
        ),
      )
      .orderBy(desc(stockMovements.position))
      .limit(limit + 1),
  ]);
  requireRow(item, "item");
  return cursorPageOf(rows, limit, ({ position }) => position);
}

/** The reference of a movement's parcel, from the module that owns parcels; null without that module. */
function parcelReference({ registry, tenant }: TenantContext): SQL<string | null> {
  // The type has no such name if the module was removed.
  const entities: ReadonlyMap<string, Target> = registry.entities;
  const { table, label } = entities.get("parcel") ?? {};
  if (!table || !label) return sql<null>`null`;
  return sql<string | null>`(
    select ${label} from ${table}
    where ${table.tenantId} = ${tenant.id} and ${table.id} = ${stockMovements.parcelId})`;
}
