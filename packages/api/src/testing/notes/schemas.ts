import {
  type EntityDeclaration,
  type EntityName,
  entity,
  entityDeclarations,
  exportFormat,
  fromText,
  id,
  pageInput,
  search,
  text,
  version,
} from "@waybill/validators";
import { z } from "zod";

// The product's entities do not include those of tests.
export const note = "note" as EntityName;
(entityDeclarations as Map<EntityName, EntityDeclaration>).set(
  note,
  entity({ name: "note", plural: "notes", present: true }),
);

const latitude = z.number().min(-90).max(90).nullish();

export const createNote = z.object({
  code: text({ max: 60, kind: "code" }),
  /** May have line breaks. */
  name: text({ max: 120, kind: "prose" }),
  country: text({ max: 2, kind: "code" })
    .pipe(z.string().regex(/^[A-Z]{2}$/, "Use a country code, such as DE."))
    .nullish(),
  latitude,
});
export const updateNote = createNote.partial().extend({ id, version });
export const noteFilter = pageInput.extend({ search });
export const noteExport = z.object({ format: exportFormat });
export const noteRow = createNote.extend({ latitude: fromText(z.number().min(-90).max(90).nullable()) });
export type NoteRow = z.output<typeof noteRow>;

export const noteOut = z.object({
  ...{ id: z.string(), code: z.string(), name: z.string() },
  ...{ country: z.string().nullable(), latitude: z.number().nullable(), version: z.number() },
});
