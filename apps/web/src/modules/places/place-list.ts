import { type PlaceFilter, placeListing } from "@waybill/validators/places";
import { listState, type StateOf } from "@/lists/list-state.ts";
import { placeUrlKeys } from "./query-inputs.ts";

/** The state of the list in its URL. */
export const placeListState = listState(placeListing, placeUrlKeys);
export type PlaceListState = StateOf<typeof placeListState.schema.shape>;

/** The input of the list's query. */
export const placeListInput = (state: PlaceListState) => ({ ...state, limit: 50 });

/** The filters of the list without its order. */
export function placesOfList({
  sort: _sort,
  descending: _descending,
  ...filters
}: PlaceListState): Omit<PlaceFilter, "cursor" | "limit" | "sort" | "descending"> {
  return filters;
}
