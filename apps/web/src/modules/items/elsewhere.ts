// What pages of others ask for, apart from the schemas of this module's own pages.

/** What the dashboard shows of the items that run out: those with the least first. */
export const lowItemsInput = { low: true, sort: "available", pageSize: 8 } as const;
