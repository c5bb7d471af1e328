import { z } from "zod";

/** Data with a retention period. */
export const retainedData = z.object({
  name: z.string(),
  title: z.string(),
  note: z.string().optional(),
  /** The retention in days; null forever. */
  days: z.number().nullable(),
  /** The retention of the installation in days; null forever. */
  defaultDays: z.number().nullable(),
  /** Whether the organisation has set it. */
  own: z.boolean(),
  minDays: z.number(),
});
