export { type CsvImport, importCsv } from "./csv.ts";
