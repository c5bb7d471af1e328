import { z } from "zod";
import { entityOut, idOut, time } from "../../core/index.ts";

export const pong = z.object({ pong: z.boolean(), now: time, requestId: z.string() });
export const healthy = z.object({ status: z.literal("ok") });

/** A message to an open page: a record has changed. */
export const change = z.object({
  entity: entityOut,
  entityId: idOut.nullable(),
  name: z.string().optional(),
});
