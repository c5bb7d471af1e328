import { arrayText } from "./arrays.ts";

/** The most parameters that a statement can have, by the protocol. */
const mostParameters = 65_533;

/**
 * What the driver is given as a statement's parameters: a list of its own, of nothing that it could fail to write. It
 * would find that out too late, and take the answers that come for those of other statements.
 *
 * @throws {TypeError} for what Postgres has no value for
 */
export function parametersOf(values: readonly unknown[]): unknown[] {
  if (values.length > mostParameters) throw new TypeError(`A statement has at most ${mostParameters} parameters.`);
  return values.map((value, index) => {
    if (typeof value === "string" || value === null) return value;
    const written = parameterOf(value);
    if (written === undefined) throw new TypeError(`Parameter ${index + 1} of a statement is ${typeof value}.`);
    return written;
  });
}

/** Undefined where there is no way to write it. */
function parameterOf(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      return String(value);
    case "boolean":
    case "bigint":
      return value;
    case "object":
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return value;
      return Array.isArray(value) ? arrayText(value) : JSON.stringify(value);
    default:
      return undefined;
  }
}
