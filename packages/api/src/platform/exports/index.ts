export { csvOf, defineExport } from "./export.ts";
