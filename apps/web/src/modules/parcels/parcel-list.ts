import { type ParcelFilter, parcelListing } from "@waybill/validators/parcels";
import { listState, type StateOf } from "@/lib/list-state.ts";
import { parcelUrlKeys } from "./elsewhere.ts";

/** What the address says of the list. */
export const parcelListState = listState(parcelListing, parcelUrlKeys);
export type ParcelListState = StateOf<typeof parcelListState.schema.shape>;

/** What the list asks the server for. */
export const parcelListInput = (state: ParcelListState) => ({ ...state, limit: 50 });

/** The parcels that the list shows the first of. */
export function parcelsOfList({
  sort: _sort,
  ascending: _ascending,
  ...selection
}: ParcelListState): Omit<ParcelFilter, "cursor" | "limit" | "sort" | "ascending"> {
  return selection;
}
