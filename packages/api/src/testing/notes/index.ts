import type { Settings } from "@waybill/config";
import type { Clients } from "../../core/context.ts";
import { createCallerFactory, defineModule, router } from "../../core/index.ts";
import { platform } from "../../platform/index.ts";
import { routersOf } from "../../root.ts";
import { TestApp, type TestProduct } from "../../testing.ts";
import { noOp, published } from "./events.ts";
import { countNotes, dailyCount, exportNotes, importNotes } from "./jobs.ts";
import { noteView } from "./list.ts";
import { notePermissions } from "./permissions.ts";
import { notesRouter } from "./router.ts";
import { noteConstraints, noteFiles, toNote } from "./rules.ts";
import { withNotesTable } from "./table.ts";

// The module for tests of core and platform: everything that a business module can have.

export { note, noteRow } from "./schemas.ts";
export { notes } from "./table.ts";

const notesModule = defineModule({
  router: notesRouter,
  resources: [notePermissions],
  events: published,
  handlers: [noOp],
  jobs: [importNotes, exportNotes.job, countNotes],
  schedules: [dailyCount],
  files: [noteFiles.upload, noteFiles.report, exportNotes.file],
  entities: [toNote],
  constraints: noteConstraints,
  lists: [noteView],
});

const modules = { notes: notesModule };
/** The procedures of the platform and of notes. */
export const withNotes = router({ ...routersOf(platform), ...routersOf(modules) });
const createCaller = createCallerFactory(withNotes);

/** Their caller. */
export type NotesCall = ReturnType<typeof createCaller>;
export type NotesApp = TestApp<NotesCall>;

const product: TestProduct<NotesCall> = { modules, createCaller, prepare: withNotesTable };

/** Starts an app of platform and notes, like {@link TestApp.start} for the desk. */
export const startWithNotes = (
  env: Partial<Record<keyof Settings, string>> = {},
  clients: Partial<Clients> = {},
): Promise<NotesApp> => TestApp.start(env, clients, { product });

/** The input for a note with this name. */
export const named = (name: string) => ({ code: name, name });
