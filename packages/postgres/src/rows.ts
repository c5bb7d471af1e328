/** The rows of one statement, or of all statements of a script. */
export function rowsOf(result: readonly unknown[]): unknown[] {
  return result.every((part) => Array.isArray(part)) ? result.flat() : [...result];
}
