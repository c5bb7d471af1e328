import { newId } from "@waybill/db";
import { items, itemTags } from "@waybill/db/items";
import { sameAmount } from "@waybill/validators";
import type { createItem, ItemExport, ItemFilter, ItemRow, updateItem } from "@waybill/validators/items";
import { asc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  changed,
  databaseTime,
  InputRefused,
  insertTogether,
  newRows,
  oneOf,
  requireRow,
  type SearchProvider,
  type TenantContext,
  upsertRows,
} from "../../core/index.ts";
import { textsOf } from "../../platform/imports/index.ts";
import { candidatesByCode, inOrderOfIds } from "../../platform/search/index.ts";
import { staleSince } from "../../platform/stale/index.ts";
import { itemArchived, itemCreated, itemRestored, itemsImported, itemUpdated } from "./events.ts";
import { itemConditions, itemIds, itemSearch } from "./list.ts";
import { StockService } from "./stock.ts";

type CreateItem = z.output<typeof createItem>;
type UpdateItem = z.output<typeof updateItem>;

const available = sql<number>`${items.onHand} - ${items.reserved}`;

const columnsIn = (tenantId: string) => ({
  id: items.id,
  sku: items.sku,
  name: items.name,
  weight: items.weight,
  onHand: items.onHand,
  reserved: items.reserved,
  available,
  lowStockAt: items.lowStockAt,
  price: items.price,
  currency: items.currency,
  archivedAt: items.archivedAt,
  version: items.version,
  createdAt: items.createdAt,
  updatedAt: items.updatedAt,
  tagIds: sql<string[]>`array(
    select ${itemTags.tagId} from ${itemTags}
    where ${itemTags.tenantId} = ${tenantId} and ${itemTags.itemId} = ${items.id} order by 1)`,
});

/** The item columns that files contain. Stock belongs to the ledger. */
const catalogueColumns = {
  sku: items.sku,
  name: items.name,
  weight: items.weight,
  price: items.price,
  currency: items.currency,
};

/** The catalogue. */
export class ItemService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** A page of items; archived ones only on request. */
  async list(filter: ItemFilter) {
    const { db, inTenant, tenant } = this.#ctx;
    const { items: ids, nextCursor } = await itemIds(this.#ctx, filter);
    if (ids.length === 0) return { items: [], nextCursor };
    const rows = await db
      .select(columnsIn(tenant.id))
      .from(items)
      .where(inTenant(items, oneOf(items.id, ids)));
    return { items: inOrderOfIds(ids, rows), nextCursor };
  }

  /** A batch of items by SKU, for an export. @param after the last SKU of the previous batch */
  async exportBatch({ format: _format, ...filter }: ItemExport, after: string | null, limit: number) {
    const { db, inTenant } = this.#ctx;
    const searched = filter.search ? await itemSearch.condition(this.#ctx, filter.search) : undefined;
    const filtered = itemConditions(this.#ctx, filter);
    const rows = await db
      .select(catalogueColumns)
      .from(items)
      .where(inTenant(items, searched, ...filtered, after === null ? undefined : gt(items.sku, after)))
      .orderBy(asc(items.sku))
      .limit(limit);
    return { rows, next: rows.length === limit ? (rows.at(-1)?.sku ?? null) : null };
  }

  /** One item. @throws NOT_FOUND */
  async byId(id: string) {
    return requireRow(
      await this.#ctx.db.select(columnsIn(this.#ctx.tenant.id)).from(items).where(this.#rowWithId(id)),
      "item",
    );
  }

  /** The item with the SKU. */
  async byCode(code: string): Promise<{ id: string } | null> {
    const { db, inTenant } = this.#ctx;
    const find = (...conditions: SQL[]) =>
      db
        .select({ id: items.id })
        .from(items)
        .where(inTenant(items, ...conditions))
        .orderBy(asc(items.id))
        .limit(1);
    const inAnyCase = () =>
      find(
        sql`${items.id} in (${candidatesByCode(this.#ctx, "item", code)})`,
        sql`lower(${items.sku}) = lower(${code})`,
      );
    return (await find(eq(items.sku, code))).at(0) ?? (await inAnyCase()).at(0) ?? null;
  }

  /** Creates an item; `stock` is its first count. */
  async create({ tagIds, stock, ...values }: CreateItem): Promise<{ id: string }> {
    const { hub } = this.#ctx;
    const id = newId();
    await insertTogether(this.#ctx, newRows(items, [{ id, ...values }]), this.#tags(id, tagIds));
    await hub.publish(itemCreated, { id, sku: values.sku, name: values.name }, { after: { ...values, tagIds } });
    await new StockService(this.#ctx).open(id, stock);
    return { id };
  }

  /**
   * Changes the given fields of an item. Stock is not one of them, so that a dispatch and a rename never conflict.
   *
   * @throws the stale issue if someone else has changed it since `version`
   */
  async update({ id, version, tagIds, ...values }: UpdateItem): Promise<{ id: string }> {
    const { db, hub, inTenant, tenant } = this.#ctx;
    const before = requireRow(
      await db.select(columnsIn(this.#ctx.tenant.id)).from(items).where(this.#rowWithId(id)).for("no key update"),
      "item",
    );
    if (before.version !== version) throw await staleSince(this.#ctx, "item", id, version);
    const after = { ...values, ...this.#priceIn(values, before), version: version + 1 };
    await db
      .update(items)
      .set({ ...after, updatedAt: sql`now()` })
      .where(this.#rowWithId(id));
    if (tagIds) {
      await db.delete(itemTags).where(inTenant(itemTags, eq(itemTags.itemId, id)));
      const rows = tagIds.map((tagId) => ({ tenantId: tenant.id, itemId: id, tagId }));
      if (rows.length > 0) await db.insert(itemTags).values(rows);
    }
    const change = changed(before, { ...after, ...(tagIds ? { tagIds: [...tagIds].sort() } : {}) });
    const { sku, name } = { ...before, ...values };
    await hub.publish(itemUpdated, { id, sku, name }, change);
    return { id };
  }

  /**
   * Keeps the amount of the price if only the currency changes. @throws invalid at `price` if the currency has too few
   * digits
   */
  #priceIn({ price, currency }: Partial<UpdateItem>, before: { price: number; currency: string }): { price?: number } {
    if (price !== undefined || !currency || currency === before.currency) return {};
    const same = sameAmount(before.price, before.currency, currency);
    if (same !== null) return { price: same };
    const message = `The price has more decimal places than ${currency} allows. Enter it again.`;
    throw new InputRefused([{ path: ["price"], code: "invalid", message }]);
  }

  /** Archives or restores an item. Existing parcels keep it. */
  async archive(id: string, archived: boolean): Promise<{ id: string }> {
    const { db, hub } = this.#ctx;
    const rows = await db
      .update(items)
      .set({ archivedAt: archived ? databaseTime : null, version: sql`${items.version} + 1` })
      .where(this.#rowWithId(id))
      .returning({ id: items.id, sku: items.sku, name: items.name, version: items.version });
    const { version, ...item } = requireRow(rows, "item");
    const change = { before: { archived: !archived }, after: { archived, version } };
    await hub.publish(archived ? itemArchived : itemRestored, item, change);
    return { id };
  }

  /** Existing rows for the SKUs, as texts of an import row. @param lock locks them until the transaction ends */
  async rowsOf(skus: string[], lock: boolean): Promise<Map<string, Record<string, string>>> {
    const { db, inTenant } = this.#ctx;
    const query = db
      .select(catalogueColumns)
      .from(items)
      .where(inTenant(items, sql`${items.sku} = any(${sql.param(skus)}::text[])`))
      .orderBy(asc(items.id));
    const rows = await (lock ? query.for("no key update") : query);
    return new Map(rows.map((row) => [row.sku, textsOf(row)]));
  }

  /** Writes imported rows: creates new SKUs and changes known ones. Does not touch stock. */
  async writeRows(rows: ItemRow[]): Promise<{ created: number; updated: number }> {
    const { db, inTenant } = this.#ctx;
    const skus = rows.map(({ sku }) => sku);
    // Locks in the order of ids, like every other code that locks items; a file has its own order.
    await db
      .select({ id: items.id })
      .from(items)
      .where(inTenant(items, sql`${items.sku} = any(${sql.param(skus)}::text[])`))
      .orderBy(asc(items.id))
      .for("no key update");
    return upsertRows(this.#ctx, items, "sku", rows);
  }

  /** Publishes the end of an import. */
  async imported(): Promise<void> {
    await this.#ctx.hub.publish(itemsImported, {});
  }

  /** The tag rows of an item. */
  #tags(itemId: string, tagIds: readonly string[]) {
    return newRows(
      itemTags,
      tagIds.map((tagId) => ({ itemId, tagId })),
    );
  }

  #rowWithId(id: string): SQL {
    return this.#ctx.inTenant(items, eq(items.id, id));
  }
}

/** Items in the global search. */
export const itemSearchProvider: SearchProvider = {
  entity: "item",
  async find(ctx, text, limit) {
    const { items: ids } = await itemIds(ctx, { search: text, limit });
    const rows = await ctx.db
      .select({ id: items.id, sku: items.sku, name: items.name })
      .from(items)
      .where(ctx.inTenant(items, oneOf(items.id, ids)));
    return inOrderOfIds(ids, rows).map(({ id, sku, name }) => ({ id, label: name, detail: sku }));
  },
};
