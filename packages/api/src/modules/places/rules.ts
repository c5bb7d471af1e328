import { places } from "@waybill/db/places";
import { importInput } from "@waybill/validators";
import { createPlace, updatePlace } from "@waybill/validators/places";
import { type ConstraintTable, checked, refers, type Target, unique } from "../../core/index.ts";
import { toUpload } from "../../platform/files/index.ts";
import { placeFiles } from "./files.ts";

/** The target of references to places. */
export const toPlace: Target = { entity: "place", table: places };

const codeTaken = {
  entity: "place",
  message: (code: string) => `The code ${code} is already used by another place.`,
} as const;

export const createPlaceInput = checked(createPlace, [unique(places.code, "code", codeTaken)]);
export const updatePlaceInput = checked(updatePlace, [unique(places.code, "code", { ...codeTaken, except: "id" })]);
export const importPlacesInput = checked(importInput, [refers(toUpload(placeFiles.upload), "fileId")]);

export const placeConstraints: ConstraintTable = {
  places_code_key: {
    path: ["code"],
    code: "taken",
    entity: "place",
    message: "This code is already used by another place.",
  },
};
