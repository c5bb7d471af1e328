import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), reason: z.string() });

export const supportStarted = defineEvent("tenant.supportStarted", {
  entity: "tenant",
  payload,
  summary: ({ reason }) => `started support access: ${reason}`,
});
export const supportEnded = defineEvent("tenant.supportEnded", {
  entity: "tenant",
  payload,
  summary: ({ reason }) => `ended support access: ${reason}`,
});

/** What this module publishes. */
export const published = [supportStarted, supportEnded];
