export * from "./tenants/memberships.ts";
export * from "./tenants/tenants.ts";
