export { beginImport } from "./begin.ts";
export { importCsv } from "./csv.ts";
export { importFiles } from "./files.ts";
