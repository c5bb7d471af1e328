import { type ParcelFilter, parcelListing } from "@waybill/validators/parcels";
import { listState, type StateOf } from "@/lib/list-state.ts";
import { parcelUrlKeys } from "./elsewhere.ts";

/** The state of the list in the URL. */
export const parcelListState = listState(parcelListing, parcelUrlKeys);
export type ParcelListState = StateOf<typeof parcelListState.schema.shape>;

/** The input of the list's query. */
export const parcelListInput = (state: ParcelListState) => ({ ...state, limit: 50 });

/** The filter of a list without its order: all parcels that match. */
export function parcelsOfList({
  sort: _sort,
  ascending: _ascending,
  ...selection
}: ParcelListState): Omit<ParcelFilter, "cursor" | "limit" | "sort" | "ascending"> {
  return selection;
}
