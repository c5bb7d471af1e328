import { z } from "zod";
import { anything, idOut } from "../../core/index.ts";

export const view = z.object({
  id: idOut,
  list: z.string(),
  name: z.string(),
  /** What the list takes: what it does not know any more is left out. */
  state: z.record(z.string(), anything),
  /** The parts of the saved state that the list does not know any more. */
  lost: z.array(z.string()),
  shared: z.boolean(),
  mine: z.boolean(),
  /** Who made it. */
  userName: z.string(),
  version: z.number(),
});

/** `more` says that there may be more than `count`. */
export const viewCount = z.object({ count: z.number(), more: z.boolean() });
