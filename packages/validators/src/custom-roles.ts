import { z } from "zod";
import { id, name } from "./common.ts";
import { version } from "./numbers.ts";
import { roles } from "./roles.ts";
import { text } from "./text.ts";

/** A role: a built-in one by name, or a custom one by id. */
export const roleRef = z.union([z.enum(roles), id], "Choose one from the list.");
export type RoleRef = z.output<typeof roleRef>;

/** `resource.action` */
const permission = text({ max: 100, kind: "code" }).regex(/^[a-zA-Z]+\.[a-zA-Z]+$/);
/** The permissions of a custom role or an API key: unique and sorted. */
export const permissions = z
  .array(permission)
  .min(1, "Choose at least one permission.")
  .max(500)
  .transform((names) => [...new Set(names)].sort());

export const createRole = z.object({ name: name(60), permissions });
export const updateRole = createRole.extend({ id, version });
