import { importFiles } from "../../platform/imports/index.ts";

/** The files of an import of places. */
export const placeFiles = importFiles("places", "places.import");
