// The business modules: one line each.

export { entities as items } from "./items.ts";
export { entities as parcels } from "./parcels.ts";
export { entities as places } from "./places.ts";
export { entities as tags } from "./tags.ts";
