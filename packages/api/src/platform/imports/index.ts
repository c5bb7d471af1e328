export { importCsv } from "./csv.ts";
