import { parseAsString } from "nuqs";

/** The query parameters of the dashboard's period, for `useQueryStates`. `periodOf` checks them. */
export const periodParams = { from: parseAsString, to: parseAsString, last: parseAsString };
