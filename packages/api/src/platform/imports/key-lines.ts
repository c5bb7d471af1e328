import type { RowIssue } from "./records.ts";

/** The lines of a key. */
export interface KeyLines {
  first: number;
  second: number | null;
  count: number;
}

/** Adds a line to those of its key; a row without a key is ignored. */
export function addKeyLine(lines: Map<string, KeyLines>, key: string | null, line: number): void {
  if (key === null) return;
  const known = lines.get(key);
  if (!known) lines.set(key, { first: line, second: null, count: 1 });
  else {
    known.second ??= line;
    known.count += 1;
  }
}

/** The issue of a row whose key is on several lines. @param line the line of the row */
export function duplicateIssue(field: string, key: string, { first, second, count }: KeyLines, line: number): RowIssue {
  const other = line === first ? second : first;
  const reason =
    count > 2
      ? `${key} is also on line ${other} (${count} times in total). Keep one of these rows.`
      : `${key} is also on line ${other}. Keep one of these rows.`;
  return { field, reason };
}
