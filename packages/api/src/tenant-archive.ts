// An organisation with all its data in one ZIP archive, for another installation.

export { exportTenant } from "./tenant-archive-export.ts";
export type { ArchiveFacts } from "./tenant-archive-format.ts";
export { importTenant } from "./tenant-archive-import.ts";
