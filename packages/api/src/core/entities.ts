import { type EntityName, entityDeclarations } from "@waybill/validators";

const declarationOf = (entity: EntityName) => entityDeclarations.get(entity);

/** The permission that reads an entity, and what is derived from it: its resource is named with its plural. */
export const readPermissionOf = (entity: EntityName): string => {
  const declared = declarationOf(entity);
  return declared?.shownWith ?? `${declared?.plural ?? entity}.read`;
};

/** An entity in a sentence for people. */
export const wordFor = (entity: EntityName): string => declarationOf(entity)?.word ?? entity;
