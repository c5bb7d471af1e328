import { importFiles } from "../../platform/imports/index.ts";

/** The files of an import of items. */
export const itemFiles = importFiles("items", "items.import");

/** The files of an import of counts. */
export const countFiles = importFiles("counts", "items.importCounts");
