import type { Settings } from "@waybill/config";
import type { Clients } from "../../core/context.ts";
import { createCallerFactory, defineModule, router } from "../../core/index.ts";
import { platform } from "../../platform/index.ts";
import { routersOf } from "../../root.ts";
import { TestApp, type TestProduct } from "../../testing.ts";
import { heed, published } from "./events.ts";
import { countNotes, dailyCount, exportNotes, importNotes } from "./jobs.ts";
import { noteView } from "./list.ts";
import { notePermissions } from "./permissions.ts";
import { notesRouter } from "./router.ts";
import { noteConstraints, noteFiles, toNote } from "./rules.ts";
import { withNotesTable } from "./table.ts";

// The module that tests of the core and the platform use: whatever a business module brings, without the desk's.

export { note, noteRow } from "./schemas.ts";
export { notes } from "./table.ts";

const notesModule = defineModule({
  router: notesRouter,
  resources: [notePermissions],
  events: published,
  handlers: [heed],
  jobs: [importNotes, exportNotes.job, countNotes],
  schedules: [dailyCount],
  files: [noteFiles.upload, noteFiles.report, exportNotes.file],
  entities: [toNote],
  constraints: noteConstraints,
  lists: [noteView],
});

const modules = { notes: notesModule };
/** Every procedure of the platform, and those of notes. */
export const withNotes = router({ ...routersOf(platform), ...routersOf(modules) });
const createCaller = createCallerFactory(withNotes);

/** What calls them. */
export type NotesCall = ReturnType<typeof createCaller>;
export type NotesApp = TestApp<NotesCall>;

const product: TestProduct<NotesCall> = { modules, createCaller, prepare: withNotesTable };

/** Makes an app of the platform and notes, as {@link TestApp.start} makes one of the desk. */
export const startWithNotes = (
  env: Partial<Record<keyof Settings, string>> = {},
  clients: Partial<Clients> = {},
): Promise<NotesApp> => TestApp.start(env, clients, { product });

/** What makes a note of this name. */
export const named = (name: string) => ({ code: name, name });
