import { z } from "zod";
import { entityOut, idOut } from "../../core/index.ts";

/** A thing that a search has found. */
export const foundThing = z.object({
  entity: entityOut,
  id: idOut,
  /** What people know it by. */
  label: z.string(),
  /** What else tells it from others. */
  detail: z.string(),
});
