import { ClusterError } from "@waybill/cluster";
import { SettingsError } from "@waybill/config";
import { BackupError } from "@waybill/db/backup";
import { fail, logOutsideTerminal, UserError } from "./terminal.ts";

const commands: Record<string, (args: string[]) => Promise<number>> = {
  start: async () => (await import("./start.ts")).start(),
  build: async () => (await import("./start.ts")).buildOnly(),
  "start:web": async () => (await import("./start.ts")).startAlone("web"),
  "start:worker": async () => (await import("./start.ts")).startAlone("worker"),
  dev: async () => (await import("./start.ts")).dev(),
  test: async () => (await import("./tests.ts")).test(),
  "test:long": async () => (await import("./tests.ts")).longTests(),
  "test:citus": async (args) => (await import("./tests.ts")).citusTests(args),
  "test:plain": async (args) => (await import("./tests.ts")).plainTests(args),
  check: async () => (await import("./check.ts")).checkAll(),
  attack: async (args) => (await import("./experiments.ts")).attack(args),
  mutants: async (args) => (await import("./experiments.ts")).mutants(args),
  fuzz: async (args) => (await import("./experiments.ts")).fuzz(args),
  chaos: async (args) => (await import("./experiments.ts")).chaos(args),
  cases: async () => (await import("./cases.ts")).cases(),
  format: async () => (await import("./check.ts")).format(),
  create: async (args) => (await import("../modules/create.ts")).create(args),
  "new:module": async (args) => (await import("../modules/new-module.ts")).newModule(args),
  "remove:module": async (args) => (await import("../modules/remove-module.ts")).removeModule(args),
  "db:generate": async (args) => (await import("./database.ts")).generate(args),
  "db:migrate": async () => (await import("./database.ts")).migrateNow(),
  "db:backup": async (args) => (await import("./backup.ts")).backUp(args),
  "db:restore": async (args) => (await import("./backup.ts")).restoreBackup(args),
  "db:compare": async (args) => (await import("./backup.ts")).compareBackup(args),
  "db:studio": async () => (await import("./database.ts")).studio(),
  "db:reset": async (args) => (await import("./database.ts")).reset(args),
  waybill: async (args) => (await import("./waybill.ts")).waybill(args),
  "image:folder": async (args) => (await import("./image.ts")).imageFolder(args),
  inventory: async (args) => (await import("./inventory.ts")).inventory(args),
  "demo:data": async (args) => (await import("./demo-data.ts")).demoData(args),
  "demo:remove": async (args) => (await import("./demo.ts")).removeDemo(args),
  bench: async (args) => (await import("./experiments.ts")).bench(args),
  changeset: async (args) => (await import("./processes.ts")).run("changeset", args),
  figures: async () => (await import("./documents.ts")).figures(),
  screenshots: async (args) => (await import("./pictures.ts")).screenshots(args),
  storybook: async (args) =>
    (await import("./processes.ts")).run("storybook", ["dev", "--port", "6006", "--ci", ...args], {
      folder: "apps/web",
    }),
  record: async (args) => (await import("./pictures.ts")).record(args),
};

/** The commands of an installation, which log outside of a terminal. */
const logged = new Set(["start", "build", "start:web", "start:worker", "db:migrate"]);

const [name = "", ...args] = process.argv.slice(2);
if (logged.has(name)) logOutsideTerminal(name);
const command = commands[name];
try {
  if (!command) throw new UserError(`There is no command ${name}. Available: ${Object.keys(commands).join(", ")}.`);
  process.exitCode = await command(args);
} catch (error) {
  await report(error);
  process.exitCode = 1;
}
process.exit();

/** Reports why a command has failed: known errors as a sentence. */
async function report(error: unknown): Promise<void> {
  const [{ databaseFailure }, { MigrationError }] = [await import("@waybill/db"), await import("@waybill/db/migrate")];
  const kinds = [UserError, ClusterError, BackupError, MigrationError, SettingsError];
  const explained = kinds.some((kind) => error instanceof kind);
  const shown = error instanceof Error ? error : new Error(String(error));
  const database = explained ? null : databaseFailure(error);
  if (database) fail(`${database} Check the URL of the database, and whether Postgres is running.`);
  // Developers' commands print the stack of unknown errors.
  else fail(explained || logged.has(name) ? shown.message : (shown.stack ?? shown.message));
}
