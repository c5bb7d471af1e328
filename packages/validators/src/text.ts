import { z } from "zod";
import { isVisible, lineBreaks, obstacle, type TextKind, unread, unstorable } from "./characters.ts";

export { isVisible, onlyVisible, storableText, type TextKind } from "./characters.ts";

/** Normalises a text of a kind. */
function neat(kind: TextKind): z.ZodString {
  if (kind === "secret") return z.string();
  if (kind === "password") return z.string().normalize("NFKC");
  const plain = z.string().trim().normalize("NFC");
  return kind === "prose" ? plain.overwrite((value) => value.replace(lineBreaks, "\n")) : plain;
}

/**
 * A text. All text inputs use it: storable, with the characters of its kind only, normalised (Unicode NFC), trimmed and
 * bounded.
 *
 * @param options.max the maximum length, in UTF-16 code units.
 * @param options.min the minimum length; 0 if it may be empty. A text that may not be empty needs a visible character.
 */
export function text({ min = 1, max, kind = "line" }: { min?: number; max: number; kind?: TextKind }): z.ZodString {
  const bounded = neat(kind)
    .min(min)
    .max(max)
    .refine((value) => obstacle(value, kind) === null, {
      error: ({ input }) => obstacle(String(input), kind) ?? unstorable,
    });
  if (min === 0 || unread(kind)) return bounded;
  return bounded.refine((value) => value === "" || isVisible(value) || obstacle(value, kind) !== null, "Fill this in.");
}
