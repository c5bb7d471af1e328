import { jobStates } from "@waybill/validators";
import { z } from "zod";
import { anything, entityOut, idOut, time } from "../../core/index.ts";

export const eventRow = z.object({
  id: idOut,
  name: z.string(),
  version: z.number(),
  entity: entityOut,
  entityId: idOut.nullable(),
  payload: anything,
  userName: z.string().nullable(),
  bySystem: z.boolean(),
  requestId: z.string(),
  createdAt: time,
});

/** An event with its handler jobs. */
export const event = eventRow.extend({
  handlerJobs: z.array(
    z.object({
      id: idOut,
      name: z.string(),
      state: z.enum(jobStates),
      error: z.string().nullable(),
      createdAt: time,
    }),
  ),
});

/** All event types with their handlers. */
export const eventMap = z.array(
  z.object({
    name: z.string(),
    version: z.number(),
    entity: entityOut,
    module: z.string(),
    handlers: z.array(z.object({ name: z.string(), module: z.string(), async: z.boolean() })),
  }),
);

export const replayCount = z.object({ count: z.number(), more: z.boolean() });
export const replayed = replayCount.extend({ jobId: idOut });
