import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), name: z.string() });

export const tagCreated = defineEvent("tag.created", {
  entity: "tag",
  payload,
  summary: ({ name }) => `created the tag ${name}`,
});
export const tagUpdated = defineEvent("tag.updated", {
  entity: "tag",
  payload,
  summary: ({ name }) => `changed the tag ${name}`,
});
export const tagDeleted = defineEvent("tag.deleted", {
  entity: "tag",
  payload,
  summary: ({ name }) => `deleted the tag ${name}`,
});

/** The events of this module. */
export const published = [tagCreated, tagUpdated, tagDeleted];
