export { beginImport } from "./begin.ts";
export type { ImportField } from "./columns.ts";
export { importCsv, importTable } from "./csv.ts";
export { importFiles } from "./files.ts";
export { escapeFormula } from "./formulas.ts";
export type { Entry, EntryIssue, Settled, Unit } from "./kinds.ts";
export { rowOf, textsOf } from "./rows.ts";
