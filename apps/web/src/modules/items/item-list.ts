import { type ItemFilter, itemListing } from "@waybill/validators/items";
import { listState, type StateOf } from "@/lib/list-state.ts";
import { itemUrlKeys } from "./query-inputs.ts";

/** The state of the list in its address. */
export const itemListState = listState(itemListing, itemUrlKeys);
export type ItemListState = StateOf<typeof itemListState.schema.shape>;

/** The list's request. */
export const itemListInput = (state: ItemListState) => ({ ...state, limit: 50 });

/** The filters of the list without its order. */
export function itemsOfList({
  sort: _sort,
  descending: _descending,
  ...filters
}: ItemListState): Omit<ItemFilter, "cursor" | "limit" | "sort" | "descending"> {
  return filters;
}

/** Whether no more of an item is available than its mark says. */
export const isLow = ({ available, lowStockAt }: { available: number; lowStockAt: number | null }) =>
  lowStockAt !== null && available <= lowStockAt;

/** What an item's ledger asks the server for, page by page. */
export const movementsInput = (id: string) => ({ id, limit: 25 });
