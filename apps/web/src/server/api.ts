import type * as Api from "@waybill/api";

declare global {
  var waybillApi: typeof Api | undefined;
}

/**
 * The API, for modules that Next.js compiles: the process has one copy, loaded by Node. A bundler would put
 * a second one, with its own classes and state, into the pages.
 *
 * It does not exist during the build: call it while answering a request, not when a module loads.
 */
export function api(): typeof Api {
  if (!globalThis.waybillApi)
    throw new Error("The API is not loaded: provide-api.ts loads it when the process starts.");
  return globalThis.waybillApi;
}
