import { randomBytes } from "node:crypto";
import { environmentOf, loadSettings, migrationSettings, SettingsError } from "@waybill/config";
import { writableServer } from "@waybill/db";
import { warnOfDemo } from "./demo.ts";
import {
  dataDirectory,
  dataOf,
  deleteData,
  isEmbedded,
  migrateBy,
  openEnvironment,
  readEnvironment,
  requireUnlocked,
} from "./environment.ts";
import { run } from "./processes.ts";
import { confirm, step, UserError } from "./terminal.ts";

/** `npm run db:generate`: writes a migration with the changes of the schema. */
export function generate(args: string[]): Promise<number> {
  return run("drizzle-kit", ["generate", ...args], { folder: "packages/db" });
}

/** `npm run db:migrate`: migrates the database; needs only the settings of a migration. */
export async function migrateNow(): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...readEnvironment("production"), NODE_ENV: "production" };
  if (migrationSettings({ env })) {
    await migrateBy(env);
    // Reading encrypts and signs nothing, so any secret works.
    const secret = { AUTH_SECRET: env.AUTH_SECRET ?? randomBytes(32).toString("hex") };
    const reading = { ...secret, ...env };
    if (canRead(reading)) await warnOfDemo({ env: reading });
  } else {
    const environment = await openEnvironment("production", "command", { migrates: true });
    await environment.close();
  }
  step("The database is up to date");
  return 0;
}

/** Whether an environment has the settings to read the database: a migration needs fewer. */
function canRead(env: NodeJS.ProcessEnv): boolean {
  try {
    loadSettings({ env: environmentOf("command", env) }, "command");
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}

/** `npm run db:studio`: opens a database browser, as the owner; the owner of the embedded database sees all tenants. */
export async function studio(): Promise<number> {
  const environment = await openEnvironment("development", "viewer");
  try {
    const { libpq } = await writableServer(migrationSettings({ env: environment.env })?.url ?? "");
    const env = { ...environment.env, DATABASE_OWNER_URL: libpq };
    return await run("drizzle-kit", ["studio"], { folder: "packages/db", env });
  } finally {
    await environment.close();
  }
}

/** `npm run db:reset`: deletes the embedded database and the files, after asking. `-- --yes` does not ask. */
export async function reset(args: string[]): Promise<number> {
  if (!isEmbedded(readEnvironment("production"))) {
    throw new UserError("DATABASE_URL is set: this command deletes only the embedded database.");
  }
  const directory = dataDirectory();
  requireUnlocked(directory);
  const parts = dataOf(directory);
  if (parts.length === 0) {
    step(`There is no data in ${directory}`);
    return 0;
  }
  if (!args.includes("--yes")) await confirm(`Delete all data in ${directory}? Type yes: `, "Nothing was deleted.");
  await deleteData(directory);
  step("Deleted. The next start creates a new database.");
  return 0;
}
