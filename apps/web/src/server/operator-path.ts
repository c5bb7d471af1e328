/** The public path of the operators' pages. It has no own route: see ./operator-route.ts. */
export const operatorPath = "/operator";

/** The route of the pages, reached only by a rewrite. */
export const operatorRoute = "/operator-pages";

/** The header that marks requests of operators for the rewrite. A value from the client is removed. */
export const operatorHeader = "x-waybill-operator";
