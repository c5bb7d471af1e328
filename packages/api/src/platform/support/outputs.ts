import { z } from "zod";
import { done, idOut, time } from "../../core/index.ts";

/** An organisation in the operators' list. */
export const foundTenant = z.object({
  id: idOut,
  name: z.string(),
  slug: z.string(),
  timeZone: z.string(),
  version: z.number(),
  createdAt: time,
});

/** An open access of the operator. */
export const ownAccess = z.object({
  id: idOut,
  tenantName: z.string(),
  tenantSlug: z.string(),
  reason: z.string(),
  expiresAt: time,
});

export const startedAccess = done.extend({ slug: z.string() });

/** An access, as the organisation sees it. */
export const access = z.object({
  id: idOut,
  userName: z.string(),
  reason: z.string(),
  createdAt: time,
  expiresAt: time,
  endedAt: time.nullable(),
  active: z.boolean(),
});
