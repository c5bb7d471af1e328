import { z } from "zod";
import { cursorInput } from "./common.ts";

export const fileFilter = cursorInput.extend({
  /** A kind of file, like `parcels.label`. */
  kind: z.string().max(100).optional(),
});
export type FileFilter = z.output<typeof fileFilter>;
