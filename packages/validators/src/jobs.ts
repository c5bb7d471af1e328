import { z } from "zod";
import { cursorInput } from "./common.ts";

export const jobStates = ["queued", "running", "retrying", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

export const jobFilter = cursorInput.extend({ states: z.array(z.enum(jobStates)).optional() });
export type JobFilter = z.output<typeof jobFilter>;
