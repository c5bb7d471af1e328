import { importInput } from "@waybill/validators";
import { type ConstraintTable, checked, refers, type Target, unique } from "../../core/index.ts";
import { toUpload } from "../../platform/files/index.ts";
import { importFiles } from "../../platform/imports/index.ts";
import { createNote, note, updateNote } from "./schemas.ts";
import { notes } from "./table.ts";

export const toNote: Target = { entity: note, table: notes };
export const noteFiles = importFiles("notes", "notes.import");

const taken = { entity: note, message: (code: string) => `There is already a note ${code}.` } as const;

export const createNoteInput = checked(createNote, [unique(notes.code, "code", taken)]);
export const updateNoteInput = checked(updateNote, [unique(notes.code, "code", { ...taken, except: "id" })]);
export const importNotesInput = checked(importInput, [refers(toUpload(noteFiles.upload), "fileId")]);

export const noteConstraints: ConstraintTable = {
  notes_code_key: { path: ["code"], code: "taken", entity: note, message: "There is already a note with this code." },
};
