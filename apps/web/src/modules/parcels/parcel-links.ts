import type { ParcelState } from "@waybill/validators/parcels";
import { writeState } from "@/lists/list-url.ts";
import { parcelUrlKeys } from "./query-inputs.ts";

interface Days {
  from: string;
  to: string;
}

/** The query string of the list of the parcels that a number counts, with its question mark. */
export function parcelListQuery(shown: {
  states?: readonly ParcelState[];
  tag?: string | undefined;
  carrier?: string | null;
  dispatched?: Days | undefined;
  delivered?: Days | undefined;
}): string {
  const { tag, carrier, ...others } = shown;
  const one = (value: string | null | undefined) => (value ? [value] : undefined);
  return writeState({ ...others, tagIds: one(tag), carriers: one(carrier) }, parcelUrlKeys);
}
