import { arrayText } from "./arrays.ts";

/** The protocol's maximum number of parameters. */
const maxParameters = 65_533;

/** A value that the driver writes unchanged. */
type Parameter = string | boolean | Uint8Array | null;

/**
 * The driver's parameters of a statement. Values that the driver cannot write are refused here: they would fail in the middle
 * of a message, and later answers would be assigned to the wrong statements.
 *
 * @throws {TypeError} for a value that Postgres has no type for
 */
export function parametersOf(values: readonly unknown[]): Parameter[] {
  if (values.length > maxParameters) throw new TypeError(`A statement has at most ${maxParameters} parameters.`);
  return values.map((value, index) => {
    if (typeof value === "string" || value === null) return value;
    const written = parameterOf(value);
    if (written === undefined) throw new TypeError(`Parameter ${index + 1} of a statement is ${typeof value}.`);
    return written;
  });
}

/** Undefined for a value that cannot be written. */
function parameterOf(value: unknown): Parameter | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value;
    case "object":
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return value;
      return Array.isArray(value) ? arrayText(value) : JSON.stringify(value);
    default:
      return undefined;
  }
}
