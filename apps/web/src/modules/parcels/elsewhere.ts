import { periodOf } from "@/lib/period.ts";
import type { UrlState } from "@/lib/url-state.ts";

// What pages of others ask for, apart from the schemas of this module's own pages.

/** What the dashboard shows of the latest parcels. */
export const latestInput = { limit: 6 } as const;

/** What the page of a place shows of its parcels. */
export const ofPlaceInput = (placeId: string) => ({ recipientId: placeId, limit: 10 });

const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the dashboard's figures are about, out of its address. */
export const figuresInput = (url: UrlState) => ({
  ...periodOf(url),
  ...(url.tag && isId.test(url.tag) ? { tagId: url.tag } : {}),
});

/** How the address of the list says what is chosen. */
export const parcelUrlKeys = {
  search: "q",
  states: "state",
  tagIds: "tag",
  allTags: "all",
  recipientId: "to",
  carriers: "carrier",
  countries: "country",
  notMovedFor: "still",
  ascending: "up",
} as const;
