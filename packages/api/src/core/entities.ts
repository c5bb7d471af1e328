import type { EntityName } from "@waybill/validators";

/** What is shown with something else is read with its permission. */
const shownWith: Partial<Record<EntityName, string>> = {
  schedule: "jobs.read",
  member: "tenants.read",
  invitation: "tenants.manageMembers",
  presence: "tenants.read",
  user: "tenants.read",
};

/** The permission that reads an entity, and what is derived from it. A resource is named with the plural of its entity. */
export const readPermissionOf = (entity: EntityName): string => shownWith[entity] ?? `${entity}s.read`;

/** What people call an entity, where that is another word. */
const words: Partial<Record<EntityName, string>> = { tenant: "organisation", apiKey: "API key" };

/** An entity in a sentence for people. */
export const wordFor = (entity: EntityName): string => words[entity] ?? entity;
