import { arrayText } from "./arrays.ts";

/** The protocol's maximum number of parameters. */
const mostParameters = 65_533;

/**
 * The driver's parameters of a statement. A value that the driver cannot write must be refused here: it would fail in the
 * middle of a message and assign later answers to the wrong statements.
 *
 * @throws {TypeError} for a value that Postgres has no type for
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

/** Undefined for a value that cannot be written. */
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
