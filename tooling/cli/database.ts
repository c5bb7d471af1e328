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
import { confirm, Explained, step } from "./terminal.ts";

/** `npm run db:generate`: writes the migration that takes the database from the last one to today's tables. */
export function generate(args: string[]): Promise<number> {
  return run("drizzle-kit", ["generate", ...args], { folder: "packages/db" });
}

/** `npm run db:migrate`: brings the database up to date, with the settings of the migration alone. */
export async function migrateNow(): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...readEnvironment("production"), NODE_ENV: "production" };
  if (migrationSettings({ env })) {
    await migrateBy(env);
    // A look seals and signs nothing: any secret will do.
    const secret = { AUTH_SECRET: env.AUTH_SECRET ?? randomBytes(32).toString("hex") };
    const looking = { ...secret, ...env };
    if (canLook(looking)) await warnOfDemo({ env: looking });
  } else {
    const environment = await openEnvironment("production", "beside", { migrates: true });
    await environment.close();
  }
  step("The database is up to date");
  return 0;
}

/** Whether an environment has what a command needs that looks into the database: a migration needs less. */
function canLook(env: NodeJS.ProcessEnv): boolean {
  try {
    loadSettings({ env: environmentOf("command", env) }, "command");
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}

/** `npm run db:studio`: looks into the database, as its owner: the embedded one's sees every tenant. */
export async function studio(): Promise<number> {
  const environment = await openEnvironment("development", "onlooker");
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
    throw new Explained("DATABASE_URL is set: this command deletes the embedded database only, never one of yours.");
  }
  const directory = dataDirectory();
  requireUnlocked(directory);
  const parts = dataOf(directory);
  if (parts.length === 0) {
    step(`There is nothing in ${directory}`);
    return 0;
  }
  if (!args.includes("--yes")) await confirm(`Delete all data in ${directory}? Type yes: `, "Nothing was deleted.");
  await deleteData(directory);
  step("Deleted. The next start makes a new database.");
  return 0;
}
