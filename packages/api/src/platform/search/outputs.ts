import { z } from "zod";
import { entityOut, idOut } from "../../core/index.ts";

/** A search result. */
export const searchResult = z.object({
  entity: entityOut,
  id: idOut,
  /** Its name. */
  label: z.string(),
  /** A detail that distinguishes it. */
  detail: z.string(),
});
