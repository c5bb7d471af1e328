import { type ItemFilter, itemListing } from "@waybill/validators/items";
import { listState, type StateOf } from "@/lists/list-state.ts";
import { itemUrlKeys } from "./query-inputs.ts";

/** The state of the list in the URL. */
export const itemListState = listState(itemListing, itemUrlKeys);
export type ItemListState = StateOf<typeof itemListState.schema.shape>;

/** The input of the list's query. */
export const itemListInput = (state: ItemListState) => ({ ...state, limit: 50 });

/** The filter of the list, without its order. */
export function itemsOfList({
  sort: _sort,
  descending: _descending,
  ...filters
}: ItemListState): Omit<ItemFilter, "cursor" | "limit" | "sort" | "descending"> {
  return filters;
}

/** Whether the available quantity is at or below the low-stock mark. */
export const isLow = ({ available, lowStockAt }: { available: number; lowStockAt: number | null }) =>
  lowStockAt !== null && available <= lowStockAt;

/** The input of the ledger's query, page by page. */
export const movementsInput = (id: string) => ({ id, limit: 25 });
