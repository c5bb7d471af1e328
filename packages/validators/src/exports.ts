import { z } from "zod";

/** The forms in which a list can be exported. */
export const exportFormats = ["csv", "xlsx"] as const;
export const exportFormat = z.enum(exportFormats).default("csv");
export type ExportFormat = z.output<typeof exportFormat>;
