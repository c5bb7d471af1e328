import { z } from "zod";
import { exportFormats } from "./export-formats.ts";

export * from "./export-formats.ts";

export const exportFormat = z.enum(exportFormats).default("csv");
