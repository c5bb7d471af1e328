import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

export const keepDaysChanged = defineEvent("tenant.keepDaysChanged", {
  entity: "tenant",
  payload: z.object({ id: z.uuid(), what: z.string(), days: z.number().nullable() }),
  says: ({ what, days }) =>
    days === null ? `keeps as long as usual: ${what}` : `keeps for ${days} ${days === 1 ? "day" : "days"}: ${what}`,
});

/** What this module publishes. */
export const published = [keepDaysChanged];
