import { items, itemTags, searchedItems } from "@waybill/db/items";
import { type ItemFilter, itemListing } from "@waybill/validators/items";
import { sql } from "drizzle-orm";
import type { CursorPage, ListView, TenantContext } from "../../core/index.ts";
import { rowsOfEach, SortedList } from "../../platform/lists/index.ts";
import { RecordSearch } from "../../platform/search/index.ts";

export const itemSearch = new RecordSearch(searchedItems);

type Listing = Omit<ItemFilter, "cursor" | "limit">;

const placeholder = sql.placeholder;

const itemList = new SortedList({
  table: items,
  search: itemSearch,
  keys: {
    sku: { column: items.sku, kind: "text" },
    name: { column: items.name, kind: "name" },
    created: { column: items.id, kind: "id" },
  },
  indexedFilters: {
    archived: ({ limit }) => sql`
      select ${items.id} as id from ${items}
      where ${items.tenantId} = ${placeholder("tenantId")} and ${items.archivedAt} is not null limit ${limit}`,
    tagIds: (search) =>
      rowsOfEach(
        {
          ...{ table: itemTags, id: itemTags.itemId, column: itemTags.tagId },
          value: { name: "tagIds", type: sql`uuid` },
        },
        search,
      ),
  },
  conditions: (given) => ({
    active: { type: sql`boolean`, condition: sql`${items.archivedAt} is null` },
    archived: { type: sql`boolean`, condition: sql`${items.archivedAt} is not null` },
    low: { type: sql`boolean`, condition: sql`${items.onHand} - ${items.reserved} <= ${items.lowStockAt}` },
    tagIds: {
      type: sql`uuid[]`,
      condition: sql`(
        select count(*) from ${itemTags} where ${itemTags.tenantId} = ${given("tenantId")}
          and ${itemTags.itemId} = ${items.id} and ${itemTags.tagId} = any(${given("tagIds")}::uuid[])
      ) >= ${given("minTags")}::int`,
    },
  }),
});

/** The values of the filters; null for an unused one. */
function valuesOf({ tagIds, allTags, archived, low }: Listing) {
  return {
    ...{ active: archived ? null : true, archived: archived ? true : null, low: low ? true : null },
    tagIds: tagIds?.length ? tagIds : null,
    minTags: allTags ? (tagIds?.length ?? 0) : 1,
  };
}

/** The ids of a page of items. A search orders by relevance, unless an order is chosen. */
export const itemIds = (ctx: TenantContext, filter: ItemFilter): Promise<CursorPage<string>> =>
  itemList.page(ctx, { ...filter, values: valuesOf(filter), usual: "sku" });

/** The conditions of a list request except its search. */
export const itemConditions = (ctx: TenantContext, listing: Listing) => itemList.conditions(ctx, valuesOf(listing));

/** The list of items for saved views. */
export const itemView: ListView = {
  name: "items",
  permission: "items.read",
  state: itemListing,
  async count(ctx, state, limit) {
    const { items: counted, nextCursor } = await itemIds(ctx, { ...itemListing.parse(state), limit });
    return { count: counted.length, more: nextCursor !== null };
  },
};
