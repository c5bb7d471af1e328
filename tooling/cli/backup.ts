import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findCluster } from "@waybill/cluster";
import { migrationSettings } from "@waybill/config";
import { backup, type Comparison, compareWithBackup, restore, sumsFile } from "@waybill/db/backup";
import { databaseName, dataDirectory, readEnvironment } from "./environment.ts";
import { step, UserError } from "./terminal.ts";

/** The direct URL of the database: from the settings, or that of the running embedded one. */
function databaseUrl(): string {
  const given = migrationSettings({ env: { ...readEnvironment("production"), NODE_ENV: "production" } });
  if (given) return given.url;
  const embedded = findCluster(dataDirectory());
  if (!embedded)
    throw new UserError(`Set DATABASE_OWNER_URL, or start Waybill: no database runs in ${dataDirectory()}.`);
  return embedded.url(databaseName);
}

function fileOf(command: string, args: string[], { isNew = false } = {}): string {
  const [file] = args;
  if (!file) throw new UserError(`Name the file: npm run ${command} -- waybill.dump`);
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
  if (!isNew && !existsSync(path)) throw new UserError(`There is no file ${path}.`);
  return path;
}

/** `npm run db:backup -- FILE`: backs the database up, with the checksums of its tables in a second file. */
export async function backUp(args: string[]): Promise<number> {
  const file = fileOf("db:backup", args, { isNew: true });
  const sums = await backup(databaseUrl(), file);
  const rows = Object.values(sums).reduce((sum, table) => sum + Number(table.rows), 0);
  step(`Backed up ${rows} rows of ${Object.keys(sums).length} tables to ${file}; checksums: ${sumsFile(file)}`);
  return 0;
}

/** `npm run db:restore -- FILE`: restores a backup into an empty database and compares it. @returns 1 if it differs */
export async function restoreBackup(args: string[]): Promise<number> {
  const file = fileOf("db:restore", args);
  return printComparison(await restore(databaseUrl(), file));
}

/** `npm run db:compare -- FILE`: compares a database with a backup. @returns 1 if it differs */
export async function compareBackup(args: string[]): Promise<number> {
  const file = fileOf("db:compare", args);
  return printComparison(await compareWithBackup(databaseUrl(), file));
}

/** Prints a comparison of all tables. @returns the exit code */
function printComparison(comparison: readonly Comparison[]): number {
  const width = Math.max(...comparison.map(({ table }) => table.length));
  for (const { table, expected, found, equal } of comparison) {
    const rows = `${(expected?.rows ?? "none").padStart(10)} ${(found?.rows ?? "none").padStart(10)}`;
    process.stdout.write(`${table.padEnd(width)} ${rows}  ${equal ? "equal" : "DIFFERENT"}\n`);
  }
  const different = comparison.filter(({ equal }) => !equal).length;
  step(
    different === 0
      ? `All ${comparison.length} tables are equal`
      : `${different} of ${comparison.length} tables differ`,
  );
  return different === 0 ? 0 : 1;
}
