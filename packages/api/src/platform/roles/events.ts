import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), name: z.string() });

export const roleCreated = defineEvent("role.created", {
  entity: "role",
  payload,
  summary: ({ name }) => `created the role ${name}`,
});
export const roleUpdated = defineEvent("role.updated", {
  entity: "role",
  payload,
  summary: ({ name }) => `changed the role ${name}`,
});
export const roleDeleted = defineEvent("role.deleted", {
  entity: "role",
  payload,
  summary: ({ name }) => `deleted the role ${name}`,
});

/** The events of this module. */
export const published = [roleCreated, roleUpdated, roleDeleted];
