import { z } from "zod";
import { cursorInput, id, programName } from "./common.ts";
import { moment, ordered } from "./dates.ts";

export const eventFilter = cursorInput.extend({ name: programName.optional(), entityId: id.optional() });
export type EventFilter = z.output<typeof eventFilter>;

/** The events of a replay: one, or all in a period. */
export const replay = ordered(
  z.object({
    handler: programName,
    eventId: id.optional(),
    from: moment.optional(),
    to: moment.optional(),
    /** Only events that the handler has never been queued for. */
    missedOnly: z.boolean().default(false),
  }),
);
export type Replay = z.output<typeof replay>;
/** The maximum number of events that are checked to count a replay: the first ones. */
export const maxReplayChecked = 5000;
