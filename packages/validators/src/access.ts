import { z } from "zod";
import { id, name } from "./common.ts";

/** The roles that every tenant has, the mightiest first. */
export const roles = ["owner", "admin", "dispatcher", "viewer"] as const;
export type Role = (typeof roles)[number];

/** A role: a built-in one by its name, or one of the tenant's own by its id. */
export const roleRef = z.union([z.enum(roles), id], "Choose one from the list.");
export type RoleRef = z.output<typeof roleRef>;

/** `resource.action` */
const permission = z
  .string()
  .max(100)
  .regex(/^[a-zA-Z]+\.[a-zA-Z]+$/);
const permissions = z
  .array(permission)
  .min(1, "Choose at least one permission.")
  .max(500)
  .transform((names) => [...new Set(names)].sort());

export const createRole = z.object({ name: name(60), permissions });
export const updateRole = createRole.extend({ id, version: z.number().int() });

/** For how many days an API key may be made. */
export const apiKeyDays = [7, 30, 90, 365] as const;
export const createApiKey = z.object({
  name: name(60),
  permissions,
  expiresInDays: z
    .number()
    .refine((days) => (apiKeyDays as readonly number[]).includes(days), "Choose one from the list."),
});

/** How long an operator may look into a tenant at a time, in minutes. */
export const supportMinutes = [15, 60, 240] as const;
export const startSupport = z.object({
  tenant: z.string().trim().min(1).max(100),
  reason: z.string().trim().min(10, "Say in a few words why: the organisation reads it.").max(300),
  minutes: z
    .number()
    .refine((minutes) => (supportMinutes as readonly number[]).includes(minutes), "Choose one from the list."),
});
export const tenantSearch = z.object({ search: z.string().trim().max(120).optional() });

/** What a browser tab has open. */
export const present = z.object({ entity: z.enum(["item", "place", "parcel"]), entityId: id, tabId: id });
export type Present = z.output<typeof present>;
