import { guessColumns } from "../platform/imports/columns.ts";

export { guessColumns };

/** The guessed columns of a header, by field. */
export function guessedColumns(header: string, fields: Parameters<typeof guessColumns>[1]): Record<string, string> {
  const { columns } = guessColumns(header.split(","), fields);
  return Object.fromEntries(columns.map(({ to, from }) => [to, from.join(" + ")]));
}
