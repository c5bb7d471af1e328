import { items, itemTags } from "@waybill/db";
import type { createItem, ItemExport, ItemFilter, ItemRow, updateItem } from "@waybill/validators";
import { asc, count, desc, eq, gt, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  changed,
  contains,
  found,
  pageOf,
  pageWindow,
  staleSince,
  type TenantContext,
  upsertRows,
} from "../../core/index.ts";
import { textsOf } from "../../platform/imports/index.ts";
import { itemArchived, itemCreated, itemRestored, itemsImported, itemUpdated } from "./events.ts";

type CreateItem = z.output<typeof createItem>;
type UpdateItem = z.output<typeof updateItem>;

const columns = {
  id: items.id,
  sku: items.sku,
  name: items.name,
  weight: items.weight,
  stock: items.stock,
  price: items.price,
  currency: items.currency,
  archivedAt: items.archivedAt,
  version: items.version,
  createdAt: items.createdAt,
  updatedAt: items.updatedAt,
  tagIds: sql<string[]>`array(
    select ${itemTags.tagId} from ${itemTags}
    where ${itemTags.tenantId} = ${items.tenantId} and ${itemTags.itemId} = ${items.id} order by 1)`,
};

const sortColumns = { sku: items.sku, name: items.name, stock: items.stock, createdAt: items.id };

/** The catalogue. */
export class ItemService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Items by page; archived ones only where asked for. */
  async list(filter: ItemFilter) {
    const { db, own } = this.#ctx;
    const { sort, descending } = filter;
    const where = own(items, ...this.#matching(filter));
    const order = descending ? desc : asc;
    const { limit, offset } = pageWindow(filter);
    const [rows, [totals]] = await Promise.all([
      db
        .select(columns)
        .from(items)
        .where(where)
        .orderBy(order(sortColumns[sort]), asc(items.id))
        .limit(limit)
        .offset(offset),
      db.select({ total: count() }).from(items).where(where),
    ]);
    return pageOf(filter, rows, totals?.total ?? 0);
  }

  /** Items by SKU, a piece at a time, for an export. @param after the last SKU of the piece before */
  async piece({ search, tagId, archived }: ItemExport, after: string | null, limit: number) {
    const { db, own } = this.#ctx;
    const { sku, name, weight, stock, price, currency } = columns;
    const rows = await db
      .select({ sku, name, weight, stock, price, currency })
      .from(items)
      .where(
        own(items, ...this.#matching({ search, tagId, archived }), after === null ? undefined : gt(items.sku, after)),
      )
      .orderBy(asc(items.sku))
      .limit(limit);
    return { rows, next: rows.length === limit ? (rows.at(-1)?.sku ?? null) : null };
  }

  #matching({ search, tagId, archived }: Pick<ItemFilter, "search" | "tagId" | "archived">) {
    return [
      archived ? isNotNull(items.archivedAt) : isNull(items.archivedAt),
      search ? or(ilike(items.name, contains(search)), ilike(items.sku, contains(search))) : undefined,
      tagId ? this.#tagged(tagId) : undefined,
    ];
  }

  /** One item. @throws NOT_FOUND */
  async byId(id: string) {
    return found(await this.#ctx.db.select(columns).from(items).where(this.#own(id)), "item");
  }

  async create({ tagIds, ...values }: CreateItem): Promise<{ id: string }> {
    const { db, hub, tenant } = this.#ctx;
    const rows = await db
      .insert(items)
      .values({ tenantId: tenant.id, ...values })
      .returning({ id: items.id });
    const item = found(rows, "item");
    await this.#setTags(item.id, tagIds);
    await hub.publish(itemCreated, { ...item, sku: values.sku, name: values.name }, { after: { ...values, tagIds } });
    return item;
  }

  /** Changes an item. @throws the stale issue where somebody else changed it since `version` */
  async update({ id, version, tagIds, ...values }: UpdateItem): Promise<{ id: string }> {
    const { db, hub, own } = this.#ctx;
    const before = found(await db.select(columns).from(items).where(this.#own(id)).for("update"), "item");
    if (before.version !== version) throw await staleSince(this.#ctx, "item", id, version);
    const after = { ...values, version: version + 1 };
    await db
      .update(items)
      .set({ ...after, updatedAt: sql`now()` })
      .where(this.#own(id));
    await db.delete(itemTags).where(own(itemTags, eq(itemTags.itemId, id)));
    await this.#setTags(id, tagIds);
    const change = changed(before, { ...after, tagIds: [...tagIds].sort() });
    await hub.publish(itemUpdated, { id, sku: values.sku, name: values.name }, change);
    return { id };
  }

  /** Takes an item out of the lists of choices, or brings it back. Parcels that have it keep it. */
  async archive(id: string, archived: boolean): Promise<{ id: string }> {
    const { db, hub, clock } = this.#ctx;
    const rows = await db
      .update(items)
      .set({ archivedAt: archived ? clock.now() : null, version: sql`${items.version} + 1` })
      .where(this.#own(id))
      .returning({ id: items.id, sku: items.sku, name: items.name });
    await hub.publish(archived ? itemArchived : itemRestored, found(rows, "item"));
    return { id };
  }

  /** What there is of some SKUs, as the texts of an import's row. @param lock until the transaction ends */
  async rowsOf(skus: string[], lock: boolean): Promise<Map<string, Record<string, string>>> {
    const { db, own } = this.#ctx;
    const { sku, name, weight, stock, price, currency } = columns;
    const query = db
      .select({ sku, name, weight, stock, price, currency })
      .from(items)
      .where(own(items, sql`${items.sku} = any(${sql.param(skus)}::text[])`))
      .orderBy(asc(items.id));
    const rows = await (lock ? query.for("update") : query);
    return new Map(rows.map((row) => [row.sku, textsOf(row)]));
  }

  /** Writes imported rows: new SKUs are made, known ones are changed. */
  writeRows(rows: ItemRow[]): Promise<{ created: number; updated: number }> {
    return upsertRows(this.#ctx, items, "sku", rows);
  }

  /** Says that an import is done. */
  async imported(): Promise<void> {
    await this.#ctx.hub.publish(itemsImported, {});
  }

  async #setTags(itemId: string, tagIds: string[]) {
    const { db, tenant } = this.#ctx;
    const rows = tagIds.map((tagId) => ({ tenantId: tenant.id, itemId, tagId }));
    if (rows.length > 0) await db.insert(itemTags).values(rows);
  }

  #own(id: string): SQL {
    return this.#ctx.own(items, eq(items.id, id));
  }

  #tagged(tagId: string): SQL {
    return sql`exists (select from ${itemTags}
      where ${itemTags.tenantId} = ${items.tenantId} and ${itemTags.itemId} = ${items.id} and ${itemTags.tagId} = ${tagId})`;
  }
}
