import { z } from "zod";
import { text } from "./text.ts";

/** The range of Postgres's `integer`. */
export const int4 = { min: -2_147_483_648, max: 2_147_483_647 };

/** A whole number with bounds. Without `max`, the range of Postgres's `integer`. */
export const whole = (min: number, max: number = int4.max) => z.number().int().min(min).max(max);

/** One of some whole numbers. */
export const oneOf = (numbers: readonly number[]) =>
  whole(Math.min(...numbers), Math.max(...numbers))
    .refine((number) => numbers.includes(number), "Choose one from the list.")
    .meta({ examples: [...numbers] });

/** The version that an update is based on; can be incremented within the column. */
export const version = whole(0, int4.max - 1);

const writtenNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

const read = (written: string) => (writtenNumber.test(written) ? Number(written) : Number.NaN);

/**
 * A number from a cell in program notation: `1250`, `-0.5`. Empty text is null. Exponents are refused: spreadsheets
 * write them for shortened numbers.
 */
export const fromText = <S extends z.ZodType<unknown, number | null>>(schema: S) =>
  text({ min: 0, max: 40, kind: "code" })
    .nullish()
    .transform((written) => (written ? read(written) : null))
    .pipe(schema);
