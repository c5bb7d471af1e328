// An organisation with all its data in one ZIP archive, for another installation.

export { exportTenant } from "./export.ts";
export type { ArchiveFacts } from "./format.ts";
export { importTenant } from "./import.ts";
