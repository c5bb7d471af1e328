export type { ImportField } from "./columns.ts";
export { importFiles } from "./files.ts";
export { importRows, importTable } from "./import-table.ts";
export type { Entry, EntryIssue, GroupsOutcome, RowGroup } from "./kinds.ts";
export { rowOf, textsOf } from "./rows.ts";
export { startImport } from "./start.ts";
