import { z } from "zod";
import { id, name, search } from "./common.ts";
import { oneOf, version } from "./numbers.ts";
import { roles } from "./roles.ts";
import { tenantRef } from "./tenant-ref.ts";
import { text } from "./text.ts";

export * from "./roles.ts";

/** A role: a built-in one by name, or a custom one by id. */
export const roleRef = z.union([z.enum(roles), id], "Choose one from the list.");
export type RoleRef = z.output<typeof roleRef>;

/** `resource.action` */
const permission = text({ max: 100, kind: "code" }).regex(/^[a-zA-Z]+\.[a-zA-Z]+$/);
const permissions = z
  .array(permission)
  .min(1, "Choose at least one permission.")
  .max(500)
  .transform((names) => [...new Set(names)].sort());

export const createRole = z.object({ name: name(60), permissions });
export const updateRole = createRole.extend({ id, version });

/** The lifetimes of an API key in days. */
export const apiKeyDays = [7, 30, 90, 365] as const;
export const createApiKey = z.object({
  name: name(60),
  permissions,
  expiresInDays: oneOf(apiKeyDays),
});

/** The durations of support access in minutes. */
export const supportMinutes = [15, 60, 240] as const;
export const startSupport = z.object({
  tenant: tenantRef,
  reason: text({ max: 300 }).min(10, "Enter a short reason. The organisation can read it."),
  minutes: oneOf(supportMinutes),
});
export const tenantSearch = z.object({ search });
