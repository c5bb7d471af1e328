import { z } from "zod";
import { isOpaque, isVisible, lineBreaks, refusalReason, type TextKind, unstorable } from "./characters.ts";

export { isVisible, onlyVisible, storableText, type TextKind } from "./characters.ts";

/** Normalises a text of a kind. */
function normalized(kind: TextKind): z.ZodString {
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
  const bounded = normalized(kind)
    .min(min)
    .max(max)
    .refine((value) => refusalReason(value, kind) === null, {
      error: ({ input }) => refusalReason(String(input), kind) ?? unstorable,
    });
  if (min === 0 || isOpaque(kind)) return bounded;
  return bounded.refine(
    (value) => value === "" || isVisible(value) || refusalReason(value, kind) !== null,
    "Fill this in.",
  );
}
