import { type EntityName, entityDeclarations } from "@waybill/validators";

const declarationOf = (entity: EntityName) => entityDeclarations.get(entity);

/** The permission to read an entity. Its resource has the entity's plural name. */
export const readPermissionOf = (entity: EntityName): string => {
  const declared = declarationOf(entity);
  return declared?.shownWith ?? `${declared?.plural ?? entity}.read`;
};

/** The word for an entity in a sentence. */
export const displayNameOf = (entity: EntityName): string => declarationOf(entity)?.word ?? entity;
