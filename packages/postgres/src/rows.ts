/** The rows of a statement, or of all of several. */
export function rowsOf(result: readonly unknown[]): unknown[] {
  return result.every((part) => Array.isArray(part)) ? result.flat() : [...result];
}
