import { importJobInput } from "@waybill/validators";
import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";
import { defineExport } from "../../platform/exports/index.ts";
import { importRows } from "../../platform/imports/index.ts";
import { noteFiles } from "./rules.ts";
import { noteExport, noteRow } from "./schemas.ts";
import { NoteService } from "./service.ts";

export const exportNotes = defineExport({
  what: "notes",
  permission: "notes.read",
  input: noteExport,
  columns: ["code", "name", "country", "latitude"],
  rowsAfter: (ctx, _input, after) => new NoteService(ctx).exportBatch(after),
});

export const importNotes = defineJob({
  name: "notes.import",
  title: "Import notes",
  readBy: "notes.import",
  needs: "notes.import",
  input: importJobInput,
  onGiveUp: { noDependents: "It is a test." },
  run: (job) =>
    importRows(job, {
      files: noteFiles,
      row: noteRow,
      columns: ["code", "name"],
      fields: {
        code: { kind: "code", names: ["number"] },
        name: { kind: "text", names: ["title"] },
        country: { kind: "country", names: ["land"] },
        latitude: { kind: "number", names: ["lat"] },
      },
      keyOf: (row) => row.code,
      existing: (ctx, codes, lock) => new NoteService(ctx).rowsOf(codes, lock),
      write: (ctx, rows) => new NoteService(ctx).writeRows(rows),
      finish: (ctx) => new NoteService(ctx).imported(),
    }),
});

/** Counts the notes daily. */
export const countNotes = defineJob({
  name: "notes.count",
  title: "Count the notes",
  readBy: "notes.read",
  input: z.object({}),
  onGiveUp: { noDependents: "It is a test." },
  run: ({ transaction }) =>
    transaction(async (ctx) => ({ count: (await new NoteService(ctx).exportBatch(null)).rows.length })),
});

export const dailyCount = defineSchedule({
  name: "notes.dailyCount",
  title: "Count the notes",
  cron: "0 7 * * *",
  job: countNotes,
  input: {},
});
