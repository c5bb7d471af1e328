import { z } from "zod";
import { pageInput, programName } from "./common.ts";
import { onlyVisible, text } from "./text.ts";

/** The maximum length of a file name, in UTF-16 code units. */
const maxNameLength = 200;

/**
 * The name of an uploaded file. It was not typed, so unsupported characters and folder names are removed instead of
 * refused.
 */
export const fileName = z
  .string()
  .nullish()
  .transform((given) => {
    const name = onlyVisible(given ?? "").replace(/[\\/]/g, "_");
    return name.slice(0, maxNameLength).toWellFormed().trim() || "file";
  })
  .pipe(text({ max: maxNameLength }));

/** The declared media type of a file; nothing if malformed. */
export const mediaType = z
  .string()
  .nullish()
  .transform((given) => given?.split(";")[0]?.trim().toLowerCase() ?? "")
  .pipe(text({ max: 100, kind: "code" }).regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/))
  .catch("application/octet-stream");

export const fileFilter = pageInput.extend({
  /** A kind of file, such as `parcels.label`. */
  kind: programName.optional(),
});
export type FileFilter = z.output<typeof fileFilter>;
