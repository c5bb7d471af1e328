// The business modules: one line each.

export { itemsModule as items } from "./items/index.ts";
export { parcelsModule as parcels } from "./parcels/index.ts";
export { placesModule as places } from "./places/index.ts";
export { tagsModule as tags } from "./tags/index.ts";
