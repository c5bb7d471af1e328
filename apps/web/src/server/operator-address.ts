/** The public path of the operators' pages. It has no route of its own: see ./operator-route.ts. */
export const address = "/operator";

/** The route of the pages, reached only by a rewrite. */
export const route = "/operator-pages";

/** The header that marks requests of operators for the rewrite. A value from the client is removed. */
export const mark = "x-waybill-operator";
