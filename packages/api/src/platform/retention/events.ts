import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

export const keepDaysChanged = defineEvent("tenant.keepDaysChanged", {
  entity: "tenant",
  payload: z.object({ id: z.uuid(), what: z.string(), days: z.number().nullable() }),
  summary: ({ what, days }) => {
    if (days === null) return `reset the retention of ${what}`;
    return days === 1 ? `set the retention of ${what} to 1 day` : `set the retention of ${what} to ${days} days`;
  },
});

/** The events of this module. */
export const published = [keepDaysChanged];
