import { z } from "zod";
import { roleRef } from "./access.ts";
import { email, id, name, programName, token } from "./common.ts";
import { timeZoneNames } from "./generated/time-zones.ts";
import { version, whole } from "./numbers.ts";
import { looksLikeId, reservedSlugs } from "./tenant-ref.ts";
import { text } from "./text.ts";

/** Part of every address of a new tenant: lower case letters, digits and single hyphens, and no word of the app's own. */
export const slug = text({ min: 3, max: 40, kind: "code" })
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case letters, digits and single hyphens.")
  .refine((value) => !looksLikeId(value), "This looks like a technical ID. Use a word that people recognise.")
  .refine((value) => !reservedSlugs.has(value), "This word is reserved. Choose another one.");

export const createTenant = z.object({ name: name(), slug });
export const slugAvailable = z.object({ slug });

/** A time zone by its IANA name, an earlier one too: Asia/Kolkata and Asia/Calcutta. */
export const timeZone = z.enum(timeZoneNames, "Choose a time zone from the list.");
/** A change of some settings: what is left out stays as it is. */
export const updateTenant = z.object({ name: name(), timeZone }).partial().extend({ version });

/** In how many days members need a second factor, from when it is required on. */
export const graceDays = [0, 7, 14, 30] as const;
export const requireSecondFactor = z.object({
  required: z.boolean(),
  graceDays: z.literal(graceDays, "Choose one from the list.").default(14),
});

export const invite = z.object({ email, role: roleRef });
export const invitationToken = z.object({ token: token(40) });
export const resendInvitation = z.object({ invitationId: id });
export const revokeInvitation = z.object({ invitationId: id });

export const setRole = z.object({ userId: id, role: roleRef });
export const removeMember = z.object({ userId: id });

/** A slug made of a name, for a form that fills it in while the name is typed. */
export function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40)
    .replace(/-$/, "");
}

/** The most days that an organisation may have something kept. */
export const mostKeepDays = 3650;

/** @property days null for as long as the installation keeps it. */
export const setKeepDays = z.object({
  name: programName.meta({ examples: ["jobs", "events", "activity"] }),
  days: whole(1, mostKeepDays).nullable(),
});

/** @property together whether the modules that it needs, or that need it, are switched with it. */
export const switchModule = z.object({ name: programName, on: z.boolean(), together: z.boolean().default(false) });
