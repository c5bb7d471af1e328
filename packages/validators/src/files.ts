import { z } from "zod";
import { onlyVisible, text } from "./text.ts";

/** The longest name of a file, in UTF-16 code units. */
const longestName = 200;

/**
 * The name of a file that somebody uploads. Whoever sends it has not typed it: what cannot be kept is left out, and
 * what names a folder, instead of the file being refused.
 */
export const fileName = z
  .string()
  .nullish()
  .transform((given) => {
    const name = onlyVisible(given ?? "").replace(/[\\/]/g, "_");
    return name.slice(0, longestName).toWellFormed().trim() || "file";
  })
  .pipe(text({ max: longestName }));

/** The media type that a file is said to have; of one that is malformed nothing is known. */
export const mediaType = z
  .string()
  .nullish()
  .transform((given) => given?.split(";")[0]?.trim().toLowerCase() ?? "")
  .pipe(text({ max: 100, kind: "code" }).regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/))
  .catch("application/octet-stream");
