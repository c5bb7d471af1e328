// The texts of the business modules: one line each.

export * as items from "./items/texts/index.ts";
export * as parcels from "./parcels/texts/index.ts";
export * as places from "./places/texts/index.ts";
export * as tags from "./tags/texts/index.ts";
