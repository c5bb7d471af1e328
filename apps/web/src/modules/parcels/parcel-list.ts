import { countryCodes } from "@waybill/validators/countries";
import { attentionKinds, parcelSorts, parcelStates } from "@waybill/validators/parcel-kinds";
import type { ParcelFilter, parcelListing } from "@waybill/validators/parcels";
import {
  daysPart,
  idPart,
  linePart,
  listParts,
  oneOfPart,
  type StateOf,
  severalPart,
  wholePart,
  yesPart,
} from "@/lists/list-parts.ts";
import { parcelUrlKeys } from "./query-inputs.ts";

export type ParcelListState = StateOf<typeof parcelListing.shape>;

/** The state of the list in the URL. */
export const parcelListState = listParts<ParcelListState>(
  {
    search: linePart(120),
    states: severalPart(oneOfPart(parcelStates), parcelStates.length),
    tagIds: severalPart(idPart, 20),
    allTags: yesPart,
    recipientId: idPart,
    carriers: severalPart(linePart(60, "code"), 20),
    countries: severalPart(oneOfPart(countryCodes), 50),
    created: daysPart,
    dispatched: daysPart,
    delivered: daysPart,
    noProgressFor: wholePart(1, 3650),
    attention: severalPart(oneOfPart(attentionKinds), attentionKinds.length),
    sort: oneOfPart(parcelSorts),
    ascending: yesPart,
  },
  parcelUrlKeys,
);

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
