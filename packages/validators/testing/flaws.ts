import fc from "fast-check";
import { z } from "zod";
import { valid } from "./arbitraries.ts";
import { checksOf, placesOf } from "./schema.ts";

/** The range of a number by its path in an input: that of the narrowest possible column. */
export type NumberBounds = (path: string) => { min: number; max: number };

/** Unstorable characters: NUL, and unpaired surrogates. */
const unstorable = ["\0", "\ud83d", "\ude00"];

/** Formats with a limited length. */
const bounded = ["uuid", "guid", "date"];

function flawOfText(schema: z.ZodString): string | null {
  const formats = checksOf(schema).map(({ format }) => format ?? "");
  if (schema.maxLength === null && !formats.some((format) => bounded.includes(format))) return "has no longest length";
  const anyIndex = fc.nat({ max: 1000 });
  const outcome = fc.check(
    fc.property(valid(schema), anyIndex, fc.constantFrom(...unstorable), (text, index, sign) => {
      const value = String(text);
      const at = index % (value.length + 1);
      const spoiled = value.slice(0, at) + sign + value.slice(at);
      // The inserted sign may complete or split a pair: only malformed texts must be refused.
      return (spoiled.isWellFormed() && !spoiled.includes("\0")) || !schema.safeParse(spoiled).success;
    }),
    { numRuns: 30, seed: 1 },
  );
  return outcome.failed ? `takes ${JSON.stringify(outcome.counterexample?.slice(0, 3))}, which cannot be stored` : null;
}

function flawOfNumber(schema: z.ZodNumber, { min, max }: { min: number; max: number }): string | null {
  const { minValue, maxValue } = schema;
  const within = minValue !== null && maxValue !== null && minValue >= min && maxValue <= max;
  return within ? null : `goes from ${minValue} to ${maxValue}, and may go from ${min} to ${max}`;
}

function flawOf(schema: z.ZodType, bounds: { min: number; max: number }): string | null {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return flawOfText(schema as z.ZodString); // all of its kin
  if (schema instanceof z.ZodNumber) return flawOfNumber(schema, bounds);
  if (schema instanceof z.ZodArray) {
    return checksOf(schema).some(({ check }) => check === "max_length") ? null : "has no most entries";
  }
  const closed = [z.ZodEnum, z.ZodLiteral, z.ZodBoolean, z.ZodNull, z.ZodUndefined];
  return closed.some((kind) => schema instanceof kind) ? null : "takes anything";
}

/**
 * Weaknesses of an input's schema: unstorable texts, texts and lists without a maximum, numbers beyond their column, values
 * without a type.
 *
 * @returns one line per weakness, with its path; none for a schema composed of the shared ones.
 */
export function flawsOf(schema: z.ZodType, boundsOf: NumberBounds): string[] {
  return placesOf(schema).flatMap(({ path, schema: inner }) => {
    const flaw = flawOf(inner, boundsOf(path));
    return flaw ? [`${path || "the input"} ${flaw}`] : [];
  });
}
