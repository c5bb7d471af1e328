import type * as Api from "@waybill/api";

declare global {
  var waybillApi: typeof Api | undefined;
}

/**
 * The api, for whatever the pages' server compiles: the process has one copy, which Node has loaded. A bundler would put
 * a second one, with its own classes and its own state, into the pages.
 *
 * It is not there while pages are built, so it is called where something is answered and never as a module is read.
 */
export function api(): typeof Api {
  if (!globalThis.waybillApi) throw new Error("The api is lent by what starts the process (lend-api.ts).");
  return globalThis.waybillApi;
}
