import { z } from "zod";

/** Something that is kept for a while. */
export const keptThing = z.object({
  name: z.string(),
  title: z.string(),
  note: z.string().optional(),
  /** For how many days it is kept; null for ever. */
  days: z.number().nullable(),
  /** For how many days the installation keeps it; null for ever. */
  usualDays: z.number().nullable(),
  /** Whether the organisation has said so itself. */
  own: z.boolean(),
  fewestDays: z.number(),
});
