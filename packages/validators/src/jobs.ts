import { z } from "zod";
import { cursorInput, programName } from "./common.ts";
import { version } from "./numbers.ts";
import { text } from "./text.ts";

export const jobStates = ["queued", "running", "retrying", "done", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

export const jobFilter = cursorInput.extend({
  states: z.array(z.enum(jobStates)).max(jobStates.length).optional(),
  name: programName.optional(),
  /** Only event handlers. */
  handlers: z.boolean().optional(),
});
export type JobFilter = z.output<typeof jobFilter>;

const fiveFields = "Enter five fields, such as 0 7 * * 1-5.";
const cronWords = new Set("L JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC MON TUE WED THU FRI SAT SUN".split(" "));

/** A cron expression of five fields: minute, hour, day of the month, month, day of the week. */
export const cron = text({ max: 100, kind: "code" })
  .overwrite((written) => written.replace(/ +/g, " "))
  .regex(/^(?:[\d*,/-]+ ){2}[\d*,/L-]+ [\dA-Z*,/-]+ [\dA-Z*,/#-]+$/i, fiveFields)
  .refine((written) => (written.match(/[A-Z]+/gi) ?? []).every((word) => cronWords.has(word.toUpperCase())), fiveFields)
  .meta({ examples: ["0 7 * * 1-5", "*/15 6-18 1,15 * *", "30 23 L * *"] });

/** `version` is 0 before the first setting. */
export const setSchedule = z.object({ name: programName, cron, enabled: z.boolean(), version });
