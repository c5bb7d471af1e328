export { defineExport } from "./export.ts";
