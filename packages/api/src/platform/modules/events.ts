import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

/** The tenant's id, and the switched modules. */
const payload = z.object({ id: z.uuid(), names: z.array(z.string()) });

export const modulesSwitchedOn = defineEvent("tenant.modulesSwitchedOn", {
  entity: "tenant",
  payload,
  summary: ({ names }) => `switched on ${names.join(", ")}`,
});
export const modulesSwitchedOff = defineEvent("tenant.modulesSwitchedOff", {
  entity: "tenant",
  payload,
  summary: ({ names }) => `switched off ${names.join(", ")}`,
});

/** The events of this module. */
export const published = [modulesSwitchedOn, modulesSwitchedOff];
