import { byId } from "@waybill/validators";
import { byPage, done, personProcedure, queued, router, tenantProcedure } from "../../core/index.ts";
import { startImport } from "../../platform/imports/index.ts";
import { exportNotes, importNotes } from "./jobs.ts";
import { createNoteInput, importNotesInput, noteFiles, updateNoteInput } from "./rules.ts";
import { noteExport, noteFilter, noteOut } from "./schemas.ts";
import { NoteService } from "./service.ts";

export const notesRouter = router({
  list: tenantProcedure("notes.read")
    .output(byPage(noteOut))
    .input(noteFilter)
    .query(({ ctx, input }) => new NoteService(ctx).list(input)),
  byId: tenantProcedure("notes.read")
    .output(noteOut)
    .input(byId)
    .query(({ ctx, input }) => new NoteService(ctx).byId(input.id)),
  create: tenantProcedure("notes.create")
    .output(noteOut)
    .errors(createNoteInput.refuses)
    .input(createNoteInput)
    .mutation(({ ctx, input }) => new NoteService(ctx).create(input)),
  update: tenantProcedure("notes.update")
    .output(noteOut)
    .errors(updateNoteInput.refuses)
    .input(updateNoteInput)
    .mutation(({ ctx, input }) => new NoteService(ctx).update(input)),
  delete: tenantProcedure("notes.delete")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new NoteService(ctx).delete(input.id)),
  import: tenantProcedure("notes.import")
    .output(queued)
    .errors(importNotesInput.refuses)
    .input(importNotesInput)
    .mutation(({ ctx, input }) => startImport(ctx, { job: importNotes, files: noteFiles, what: "notes" }, input)),
  export: personProcedure("notes.read")
    .output(queued)
    .input(noteExport)
    .mutation(({ ctx, input }) => exportNotes.start(ctx, input)),
});
