/** The value of a table cell. */
export type Cell = string | number | boolean | Date | null | undefined;

const textOf = (cell: Cell): string => {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString() : String(cell);
};

/**
 * A table as text: a line of headings and one line per row, with two spaces between columns.
 *
 * @param columns the heading of each column, by its field.
 */
export function tableOf<Row extends Partial<Record<Column, Cell>>, Column extends string>(
  rows: readonly Row[],
  columns: Record<Column, string>,
): string {
  const fields = Object.keys(columns) as Column[]; // keys forgets their type
  const lines = [Object.values<string>(columns), ...rows.map((row) => fields.map((field) => textOf(row[field])))];
  const widths = fields.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A number with its noun: 1 row, 2 rows. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
