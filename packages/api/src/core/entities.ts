import { TRPCError } from "@trpc/server";
import { type EntityName, entityDeclarations } from "@waybill/validators";
import type { TenantContext } from "./context.ts";
import { requireOn } from "./switches.ts";

const declarationOf = (entity: EntityName) => entityDeclarations.get(entity);

/** The permission that reads an entity, and what is derived from it: its resource is named with its plural. */
export const readPermissionOf = (entity: EntityName): string => {
  const declared = declarationOf(entity);
  return declared?.shownWith ?? `${declared?.plural ?? entity}.read`;
};

/**
 * Requires the permission that reads an entity: for procedures that speak of anything, by its name.
 *
 * @throws FORBIDDEN, with `switched_off` where its module is off
 */
export function requireReading(
  { registry, tenant, permissions }: Pick<TenantContext, "registry" | "tenant" | "permissions">,
  entity: EntityName,
): void {
  const permission = readPermissionOf(entity);
  requireOn(registry, tenant, { permission });
  if (permissions.has(permission)) return;
  throw new TRPCError({ code: "FORBIDDEN", message: `You need the permission ${permission} for this.` });
}

/** An entity in a sentence for people. */
export const wordFor = (entity: EntityName): string => declarationOf(entity)?.word ?? entity;
