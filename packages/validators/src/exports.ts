import { z } from "zod";

/** The formats of an export. */
export const exportFormats = ["csv", "xlsx"] as const;
export const exportFormat = z.enum(exportFormats).default("csv");
export type ExportFormat = z.output<typeof exportFormat>;
