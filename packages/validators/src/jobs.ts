import { z } from "zod";
import { cursorInput } from "./common.ts";

export const jobStates = ["queued", "running", "retrying", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

export const jobFilter = cursorInput.extend({
  states: z.array(z.enum(jobStates)).optional(),
  name: z.string().max(100).optional(),
  /** Only handlers of events. */
  handlers: z.boolean().optional(),
});
export type JobFilter = z.output<typeof jobFilter>;

/** A cron expression of five fields: minute, hour, day of the month, month, day of the week. */
export const cron = z
  .string()
  .trim()
  .max(100)
  .regex(
    /^(?:[\d*,/-]+\s+){2}[\d*,/L-]+\s+[\dA-Za-z*,/-]+\s+[\dA-Za-z*,/#L-]+$/,
    "Write five fields, like 0 7 * * 1-5.",
  );

export const setSchedule = z.object({ name: z.string().max(100), cron, enabled: z.boolean() });

/** How an import ended: its job's result. */
export const importResult = z.object({
  rows: z.number(),
  created: z.number(),
  updated: z.number(),
  refused: z.number(),
  /** The CSV of refused rows, with line, field, value and reason; null where there are none. */
  errorFileId: z.uuid().nullable(),
});
export type ImportResult = z.output<typeof importResult>;
