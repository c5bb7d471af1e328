import { z } from "zod";
import { cursorInput, id } from "./common.ts";

export const eventFilter = cursorInput.extend({ name: z.string().max(100).optional(), entityId: id.optional() });
export type EventFilter = z.output<typeof eventFilter>;

/** Which events a handler is to see again: one, or all between two moments. */
export const replay = z.object({
  handler: z.string().min(1).max(100),
  eventId: id.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Only events that the handler has never been queued for. */
  missedOnly: z.boolean().default(false),
});
export type Replay = z.output<typeof replay>;
