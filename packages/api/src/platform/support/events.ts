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

/** The events of this module. */
export const published = [supportStarted, supportEnded];
