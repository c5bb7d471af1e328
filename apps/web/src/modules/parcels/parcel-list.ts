import { parcelFilter, parcelStates } from "@waybill/validators/parcels";
import type { z } from "zod";
import type { UrlState } from "@/lib/url-state.ts";

/** What the list asks the server for, out of the address. */
export function parcelListInput({ q, state, tag }: UrlState): Omit<z.input<typeof parcelFilter>, "cursor"> {
  const states = parcelStates.filter((known) => state?.split(",").includes(known));
  const candidate = { limit: 50, search: q, tagId: tag, ...(states.length > 0 ? { states } : {}) };
  return parcelFilter.safeParse(candidate).success ? candidate : { limit: 50 };
}

/** The parcels that the list shows the first of, out of the address. */
export function parcelsOfList(url: UrlState): Omit<ReturnType<typeof parcelListInput>, "limit"> {
  const { limit: _limit, ...selection } = parcelListInput(url);
  return selection;
}
