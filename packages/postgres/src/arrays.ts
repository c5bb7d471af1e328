import type { PostgresType } from "postgres";
import { parse } from "postgres-array";

/** How a value of an array is read from its text; one that is not named stays text. */
const elements = {
  boolean: (text: string) => text === "t",
  number: Number,
  json: (text: string): unknown => JSON.parse(text),
  text: (text: string) => text,
};

/** Postgres's own array types, which have the same number in every database, by what is in them. */
const arrayTypes: Record<keyof typeof elements, number[]> = {
  boolean: [1000],
  // int2, int4, oid, float4, float8
  number: [1005, 1007, 1028, 1021, 1022],
  // json, jsonb
  json: [199, 3807],
  // char, name, text, bpchar, varchar, int8, numeric, uuid, date, time, timestamp, timestamptz, inet, cidr
  text: [1002, 1003, 1009, 1014, 1015, 1016, 1231, 2951, 1182, 1183, 1115, 1185, 1041, 651],
};

/** An array as Postgres reads it. @throws {TypeError} where it holds what is undefined */
export function arrayText(values: readonly unknown[]): string {
  const written = values.map((element) => {
    if (element === undefined) throw new TypeError("A list of a statement's parameters holds what is undefined.");
    if (element === null) return "null";
    if (Array.isArray(element)) return arrayText(element);
    const plain = typeof element === "object" && !(element instanceof Date) ? JSON.stringify(element) : element;
    const text = plain instanceof Date ? plain.toISOString() : String(plain);
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  });
  return `{${written.join(",")}}`;
}

/**
 * How arrays are read. The driver asks each new connection for its array types, by a statement that nobody
 * waits for: where the connection ends meanwhile, the process ends with it.
 */
export const arrays: Record<string, PostgresType> = Object.fromEntries(
  Object.entries(arrayTypes).map(([name, types]) => [
    `${name}Array`,
    {
      to: types[0] ?? 0,
      from: types,
      // They are text already.
      serialize: String,
      parse: (text: string) => parse(text, elements[name as keyof typeof elements]), // `entries` forgets the keys
    },
  ]),
);
