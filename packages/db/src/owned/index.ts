// What business modules have in the database beside their tables: one line each.

export { owned as items } from "./items.ts";
export { owned as parcels } from "./parcels.ts";
