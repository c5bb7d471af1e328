import { z } from "zod";
import { done, idOut, time } from "../../core/index.ts";

export const ownTenant = z.object({ id: idOut, name: z.string(), slug: z.string() });

export const tenant = ownTenant.extend({ timeZone: z.string(), version: z.number() });

/** The current organisation with the caller's permissions. */
export const currentTenant = tenant.extend({
  userId: idOut,
  roleName: z.string(),
  support: z.boolean(),
  permissions: z.array(z.string()),
  modulesOff: z.array(z.string()).readonly(),
  secondFactor: z.object({
    requiredFrom: time.nullable(),
    ownFrom: time.nullable(),
    everywhere: z.boolean(),
    proved: z.boolean(),
  }),
});

export const slugIsAvailable = z.object({ available: z.boolean() });
export const offer = z.object({ tenant: z.string(), role: z.string(), forYou: z.boolean() });

export const members = z.object({
  items: z.array(
    z.object({
      userId: idOut,
      name: z.string(),
      since: time,
      email: z.string().nullable(),
      role: z.string(),
      roleName: z.string(),
      secondFactor: z.boolean().nullable(),
      changeable: z.boolean(),
    }),
  ),
  invitations: z.array(
    z.object({
      id: idOut,
      email: z.string(),
      role: z.string(),
      sentAt: time,
      undelivered: z.string().nullable(),
      expiresAt: time,
      expired: z.boolean(),
      senderMayInvite: z.boolean(),
    }),
  ),
  nextCursor: z.null(),
});

export const secondFactorRequirement = z.object({ requiredFrom: time.nullable() });
export const invited = z.object({ email: z.string() });
export const invitedAgain = done.extend(invited.shape);
export const member = z.object({ userId: idOut });
export const memberWithRole = member.extend({ role: z.string() });
