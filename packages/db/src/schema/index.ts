// Platform
export * from "./access.ts";
export * from "./activity.ts";
export * from "./auth.ts";
export * from "./events.ts";
export * from "./factors.ts";
export * from "./files.ts";
export * from "./installation.ts";
// Business modules
export * from "./items.ts";
export * from "./jobs.ts";
export * from "./memberships.ts";
export * from "./parcels.ts";
export * from "./places.ts";
export * from "./roles.ts";
export * from "./stock.ts";
export * from "./tags.ts";
export * from "./tenants.ts";
