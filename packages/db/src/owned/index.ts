// The functions, triggers and rights of business modules: one line each.

export { owned as items } from "./items.ts";
export { owned as parcels } from "./parcels.ts";
