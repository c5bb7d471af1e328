import { z } from "zod";
import { email, id, name, programName, token } from "./common.ts";
import { roleRef } from "./custom-roles.ts";
import { timeZoneNames } from "./generated/time-zones.ts";
import { version, whole } from "./numbers.ts";
import { looksLikeId, reservedSlugs } from "./tenant-ref.ts";
import { text } from "./text.ts";

/** The slug of a new tenant, part of its URLs: lower-case letters, digits and single hyphens, no reserved word. */
export const slug = text({ min: 3, max: 40, kind: "code" })
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case letters, digits and single hyphens.")
  .refine((value) => !looksLikeId(value), "This looks like a technical ID. Use a word that people recognise.")
  .refine((value) => !reservedSlugs.has(value), "This word is reserved. Choose another one.");

export const createTenant = z.object({ name: name(), slug });
export const slugAvailable = z.object({ slug });

/** An IANA time zone name, including former ones: Asia/Kolkata and Asia/Calcutta. */
export const timeZone = z.enum(timeZoneNames, "Choose a time zone from the list.");
/** Omitted settings stay unchanged. */
export const updateTenant = z.object({ name: name(), timeZone }).partial().extend({ version });

/** The grace period in days before members need a second factor. */
export const graceDays = [0, 7, 14, 30] as const;
export const requireSecondFactor = z.object({
  required: z.boolean(),
  graceDays: z.literal(graceDays, "Choose one from the list.").default(14),
});

export const invite = z.object({ email, role: roleRef });
export const invitationToken = z.object({ token: token(40) });
export const resendInvitation = z.object({ invitationId: id });
export const withdrawInvitation = z.object({ invitationId: id });

export const setRole = z.object({ userId: id, role: roleRef });
export const removeMember = z.object({ userId: id });

/** A slug derived from a name, as a suggestion while it is typed. */
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

/** The maximum retention of an organisation in days. */
export const maxKeepDays = 3650;

/** @property days null for the installation's period. */
export const setKeepDays = z.object({
  name: programName.meta({ examples: ["jobs", "events", "activity"] }),
  days: whole(1, maxKeepDays).nullable(),
});

/** @property together whether required or dependent modules are switched too. */
export const switchModule = z.object({ name: programName, on: z.boolean(), together: z.boolean().default(false) });
