export { writtenAmount } from "./amounts.ts";
export { csvOf, defineExport } from "./export.ts";
