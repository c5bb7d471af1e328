import { periodOf } from "@/formats/period.ts";
import type { QueryParams } from "@/navigation/params.ts";

// The inputs of queries on pages of other modules, without the schemas of this module's pages.

/** The latest parcels on the dashboard. */
export const latestInput = { limit: 6 } as const;

/** The parcels on the page of a place. */
export const ofPlaceInput = (placeId: string) => ({ recipientId: placeId, limit: 10 });

const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The figures of the dashboard, from the URL. */
export const figuresInput = (url: QueryParams) => ({
  ...periodOf(url),
  ...(url.tag && isId.test(url.tag) ? { tagId: url.tag } : {}),
});

/** The names of the list's filters in the URL. */
export const parcelUrlKeys = {
  search: "q",
  states: "state",
  tagIds: "tag",
  allTags: "all",
  recipientId: "to",
  carriers: "carrier",
  countries: "country",
  noProgressFor: "still",
  ascending: "up",
} as const;
