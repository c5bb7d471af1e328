import type { PostgresType } from "postgres";
import { parse } from "postgres-array";

/** Parsers of array elements. Other types stay text. */
const elements = {
  boolean: (text: string) => text === "t",
  number: Number,
  json: (text: string): unknown => JSON.parse(text),
  text: (text: string) => text,
};

/** The OIDs of Postgres's built-in array types, which are the same in every database. */
const arrayTypes: Record<keyof typeof elements, number[]> = {
  boolean: [1000],
  // int2, int4, oid, float4, float8
  number: [1005, 1007, 1028, 1021, 1022],
  // json, jsonb
  json: [199, 3807],
  // char, name, text, bpchar, varchar, int8, numeric, uuid, date, time, timestamp, timestamptz, inet, cidr
  text: [1002, 1003, 1009, 1014, 1015, 1016, 1231, 2951, 1182, 1183, 1115, 1185, 1041, 651],
};

/** Formats an array for Postgres. @throws {TypeError} if it contains undefined */
export function arrayText(values: readonly unknown[]): string {
  const written = values.map((element) => {
    if (element === undefined) throw new TypeError("A list of a statement's parameters contains undefined.");
    if (element === null) return "null";
    if (Array.isArray(element)) return arrayText(element);
    const plain = typeof element === "object" && !(element instanceof Date) ? JSON.stringify(element) : element;
    const text = plain instanceof Date ? plain.toISOString() : String(plain);
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  });
  return `{${written.join(",")}}`;
}

/**
 * Array types for the driver. By default it queries them on each new connection, in a statement that is not awaited: if the
 * connection is lost meanwhile, the process crashes.
 */
export const arrays: Record<string, PostgresType> = Object.fromEntries(
  Object.entries(arrayTypes).map(([name, types]) => [
    `${name}Array`,
    {
      to: types[0] ?? 0,
      from: types,
      // Values are text already.
      serialize: String,
      parse: (text: string) => parse(text, elements[name as keyof typeof elements]), // the type of `entries` has no names
    },
  ]),
);
