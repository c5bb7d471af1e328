import { z } from "zod";
import { anything, idOut } from "../../core/index.ts";

export const view = z.object({
  id: idOut,
  list: z.string(),
  name: z.string(),
  /** The valid part of the state. */
  state: z.record(z.string(), anything),
  /** The names of outdated parts of the state. */
  obsolete: z.array(z.string()),
  shared: z.boolean(),
  mine: z.boolean(),
  /** The creator. */
  userName: z.string(),
  version: z.number(),
});

/** `more` means that there may be more than `count`. */
export const viewCount = z.object({ count: z.number(), more: z.boolean() });
