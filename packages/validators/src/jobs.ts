import { z } from "zod";
import { cursorInput } from "./common.ts";

export const jobStates = ["queued", "running", "retrying", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

export const jobFilter = cursorInput.extend({ states: z.array(z.enum(jobStates)).optional() });
export type JobFilter = z.output<typeof jobFilter>;

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
