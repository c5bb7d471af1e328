export { type CsvImport, type ImportResult, importCsv, importResult } from "./csv.ts";
