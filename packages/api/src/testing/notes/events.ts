import { z } from "zod";
import { defineEvent, onEvent } from "../../core/index.ts";
import { note } from "./schemas.ts";

const payload = z.object({ id: z.uuid(), name: z.string() });

export const noteCreated = defineEvent("note.created", {
  entity: note,
  payload,
  summary: ({ name }) => `created the note ${name}`,
});
export const noteUpdated = defineEvent("note.updated", {
  entity: note,
  payload,
  summary: ({ name }) => `changed the note ${name}`,
});
export const noteDeleted = defineEvent("note.deleted", {
  entity: note,
  payload,
  summary: ({ name }) => `deleted the note ${name}`,
});
export const notesImported = defineEvent("note.imported", {
  entity: note,
  payload: z.object({}),
  summary: () => "finished an import of notes",
});

export const published = [noteCreated, noteUpdated, noteDeleted, notesImported];

/** Reacts to a new note later, without effect. */
export const noOp = onEvent(noteCreated, "notes.noOp", async () => {}, {
  onGiveUp: { noDependents: "It is a test." },
});
