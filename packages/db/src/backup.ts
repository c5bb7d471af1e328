import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writableServer } from "@waybill/postgres";
import postgres from "postgres";
import { BackupError } from "./backup-error.ts";
import { backupRole, ensureBackupRole } from "./backup-role.ts";
import { inSnapshot } from "./backup-snapshot.ts";
import { ensureApplicationRole } from "./owner-rights.ts";
import { runProgram } from "./postgres-program.ts";
import { type Comparison, compare, sumsIn, type TableSums } from "./table-sums.ts";

export { BackupError, type Comparison };

/** The file with a backup's checksums. */
export const sumsFile = (file: string): string => `${file}.sums.json`;

/**
 * Backs up a database with `pg_dump` in its custom format, as the backup role; `FILE.sums.json` has the checksums of all
 * tables in the same snapshot. Only the owner can read the files. Other sessions continue.
 *
 * @param url a login that may switch to the backup role: the owner's, or one that it was granted to.
 * @returns the checksums of the backup.
 * @throws {BackupError} if a file exists, or the role is missing, unusable or cannot read a table, because the dump would lack
 *   rows
 */
export async function backup(url: string, file: string): Promise<TableSums> {
  return inSnapshot(url, async (sql, snapshot, libpq) => {
    const made = [file, sumsFile(file)];
    made.forEach(createPrivate);
    try {
      await runProgram("pg_dump", libpq, [
        "--format=custom",
        "--no-owner",
        `--role=${backupRole}`,
        // Row-level security stays on; the role has a policy on each table that shows all rows.
        "--enable-row-security",
        `--snapshot=${snapshot}`,
        `--file=${file}`,
      ]);
      const sums = await sumsIn(sql);
      writeFileSync(sumsFile(file), `${JSON.stringify(sums, null, 2)}\n`);
      return sums;
    } catch (error) {
      // An incomplete backup is deleted, so that the next one can start.
      for (const path of made) rmSync(path, { force: true });
      throw error;
    }
  });
}

/** Creates an empty file that only its owner can read. @throws {BackupError} if it exists */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new BackupError(`The file ${path} already exists. Choose another name, or remove it.`);
  }
}

/**
 * Restores a backup into an empty database, and compares the result with the checksums.
 *
 * @param ownerUrl the login of the future owner.
 * @throws {BackupError} if the database is not empty or anything fails: then nothing is restored
 */
export async function restore(ownerUrl: string, file: string): Promise<Comparison[]> {
  readSums(file);
  const { url, ssl, libpq } = await writableServer(ownerUrl);
  const owner = postgres(url, { max: 1, ssl, onnotice: () => {} });
  try {
    const [found] = await owner<{ tables: number }[]>`
      select count(*)::int as tables from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'p') and nspname <> 'information_schema' and nspname not like 'pg\\_%'`;
    if (found?.tables) throw new BackupError(`The database has ${found.tables} tables. Restore into a new one.`);
    await ensureApplicationRole(owner);
    await ensureBackupRole(owner);
  } finally {
    await owner.end();
  }
  await runProgram("pg_restore", libpq, ["--no-owner", "--single-transaction", "--exit-on-error", file]);
  return compareWithBackup(ownerUrl, file);
}

/** Compares a database with a backup. @throws {BackupError} like {@link backup} */
export async function compareWithBackup(url: string, file: string): Promise<Comparison[]> {
  const expected = readSums(file);
  return compare(expected, await sumsOf(url));
}

/** The checksums of a backup. @throws {BackupError} if they are missing or damaged */
function readSums(file: string): TableSums {
  try {
    const sums: TableSums = JSON.parse(readFileSync(sumsFile(file), "utf8"));
    const whole = Object.values(sums).every(({ rows, checksum }) => rows !== undefined && checksum !== undefined);
    if (whole && Object.keys(sums).length > 0) return sums;
    throw new Error("It names no tables.");
  } catch {
    throw new BackupError(
      `${sumsFile(file)} is missing or damaged. The backup wrote it beside its file, and without it nothing can be compared.`,
    );
  }
}

/** The checksums of all tables, in one snapshot. @throws {BackupError} like {@link backup} */
export function sumsOf(url: string): Promise<TableSums> {
  return inSnapshot(url, sumsIn);
}
