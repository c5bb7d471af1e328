/** Where people find the operators' pages. No page is there: see ./operator-route.ts. */
export const address = "/operator";

/** Where the pages are; requests come here by a rewrite alone. */
export const route = "/operator-pages";

/** The header by which the server tells the rewrite that an operator asks. Nobody can send it. */
export const mark = "x-waybill-operator";
