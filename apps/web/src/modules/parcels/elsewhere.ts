// What pages of others ask for, apart from the schemas of this module's own pages.

/** What the dashboard shows of the latest parcels. */
export const latestInput = { limit: 6 } as const;

/** What the page of a place shows of its parcels. */
export const ofPlaceInput = (placeId: string) => ({ recipientId: placeId, limit: 10 });
