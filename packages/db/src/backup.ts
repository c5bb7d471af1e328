import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readableServer, writableServer } from "@waybill/postgres";
import postgres, { type Sql } from "postgres";
import { backupRole, ensureBackupRole, unreadableForBackup } from "./backup-role.ts";
import { ensureApplicationRole, isApplicationLogin } from "./owner-rights.ts";

/** Thrown when a backup or a restore cannot be done; the message says what to do. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** What is in a table: so that two databases can be compared. */
export interface TableSum {
  rows: string;
  /** Of the text of every row, whatever their order. */
  checksum: string;
}

/** The tables of a database, by schema and name. */
export type TableSums = Record<string, TableSum>;

/** A table of two databases. */
export interface Comparison {
  table: string;
  expected: TableSum | null;
  found: TableSum | null;
  equal: boolean;
}

/** Where a backup's sums lie. */
export const sumsFile = (file: string): string => `${file}.sums.json`;

/**
 * Backs a database up with `pg_dump`, in its custom format, as the role for backups; beside it, in `FILE.sums.json`, what
 * every table held in the same snapshot. Both are files that their owner alone reads. Other sessions go on working.
 *
 * @param url a login that may become the role for backups: the owner's, or one that it was granted to.
 * @returns what was backed up.
 * @throws {BackupError} where one of the files is there; where the role is missing, may not be taken on, or cannot read
 *   something: a dump without these would lack the rows of tenants
 */
export async function backup(url: string, file: string): Promise<TableSums> {
  return inSnapshot(url, async (sql, snapshot, libpq) => {
    const made = [file, sumsFile(file)];
    made.forEach(createPrivate);
    try {
      await run("pg_dump", libpq, [
        "--format=custom",
        "--no-owner",
        `--role=${backupRole}`,
        // Policies are heeded, and the role has one on each table that shows it every row.
        "--enable-row-security",
        `--snapshot=${snapshot}`,
        `--file=${file}`,
      ]);
      const sums = await sumsIn(sql);
      writeFileSync(sumsFile(file), `${JSON.stringify(sums, null, 2)}\n`);
      return sums;
    } catch (error) {
      // A part of a backup is none, and would stand in the way of the next one.
      for (const path of made) rmSync(path, { force: true });
      throw error;
    }
  });
}

/** Makes an empty file that its owner alone reads. @throws {BackupError} where there is one */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new BackupError(`There is a file ${path}, and a backup overwrites none. Name another, or remove it.`);
  }
}

/**
 * Restores a backup into an empty database, and compares what is there with what was backed up.
 *
 * @param ownerUrl the login that shall own everything.
 * @throws {BackupError} where the database is not empty, or something could not be restored: then nothing is
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
  await run("pg_restore", libpq, ["--no-owner", "--single-transaction", "--exit-on-error", file]);
  return compareWithBackup(ownerUrl, file);
}

/** Compares what a database holds with what was backed up. @throws {BackupError} like {@link backup} */
export async function compareWithBackup(url: string, file: string): Promise<Comparison[]> {
  const expected = readSums(file);
  return compare(expected, await sumsOf(url));
}

/** What a backup says that it holds. @throws {BackupError} where that is missing or damaged */
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

/** What every table of a database holds, at one moment. @throws {BackupError} like {@link backup} */
export function sumsOf(url: string): Promise<TableSums> {
  return inSnapshot(url, sumsIn);
}

/** Every table of either, by name. */
export function compare(expected: TableSums, found: TableSums): Comparison[] {
  const tables = [...new Set([...Object.keys(expected), ...Object.keys(found)])].toSorted();
  return tables.map((table) => {
    const [one = null, other = null] = [expected[table], found[table]];
    return {
      table,
      expected: one,
      found: other,
      equal: one?.rows === other?.rows && one?.checksum === other?.checksum,
    };
  });
}

/**
 * Reads a database at one moment, as the role for backups.
 *
 * @param work is given the snapshot's name, and the address of the server that has it, in the words of libpq.
 */
async function inSnapshot<T>(
  address: string,
  work: (sql: Sql, snapshot: string, libpq: string) => Promise<T>,
): Promise<T> {
  const { url, ssl, libpq } = await readableServer(address);
  const sql = postgres(url, { max: 1, ssl, onnotice: () => {}, fetch_types: false });
  try {
    const unreadable = await unreadableForBackup(sql);
    const remedy = "npm run db:migrate gives it what it needs; where its login may not make roles, see docs/backup.md.";
    if (unreadable === null) throw new BackupError(`There is no role ${backupRole}, which makes backups. ${remedy}`);
    if (unreadable.length > 0) {
      const named = `${unreadable.slice(0, 5).join(", ")}${unreadable.length > 5 ? ", …" : ""}`;
      throw new BackupError(`The role ${backupRole} lacks ${named}: a backup would be incomplete. ${remedy}`);
    }
    await sql.unsafe("begin isolation level repeatable read read only");
    const [own] = await sql<{ login: string }[]>`select quote_ident(session_user) as login`;
    const ofApplication = await isApplicationLogin(sql);
    await sql.unsafe(`set local role ${backupRole}`).catch((error: Error) => {
      // A member would read the rows of every tenant: the application's login never becomes one.
      if (ofApplication) {
        throw new BackupError(
          `The login ${own?.login} is the application's, which makes no backups. Give DATABASE_OWNER_URL the owner's login, or one for backups alone. See docs/backup.md.`,
        );
      }
      throw new BackupError(
        `The login ${own?.login} may not become ${backupRole} (${error.message}). As a login that may give the role: grant ${backupRole} to ${own?.login};`,
      );
    });
    for (const [name, value] of Object.entries(steady)) await sql`select set_config(${name}, ${value}, true)`;
    const [row] = await sql<{ id: string }[]>`select pg_export_snapshot() as id`;
    return await work(sql, row?.id ?? "", libpq);
  } finally {
    await sql.end();
  }
}

/** Rows are written alike everywhere, however long it takes. */
const steady = {
  timezone: "UTC",
  datestyle: "ISO",
  intervalstyle: "postgres",
  extra_float_digits: "1",
  statement_timeout: "0",
  idle_in_transaction_session_timeout: "0",
};

async function sumsIn(sql: Sql): Promise<TableSums> {
  const tables = await sql<{ name: string }[]>`
    select nspname || '.' || relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname in ('public', 'pgboss', 'drizzle') order by 1`;
  const sums: TableSums = {};
  for (const { name } of tables) {
    const [sum] = await sql<TableSum[]>`
      select count(*)::text as rows,
        coalesce(sum(('x' || left(md5(one::text), 16))::bit(64)::bigint::numeric), 0)::text as checksum
      from ${sql(name)} one`;
    if (sum) sums[name] = { ...sum };
  }
  return sums;
}

/**
 * Runs one of Postgres's programs. The password is not among its arguments, which others on the machine can read.
 *
 * @param libpq the address of one server, in the words of libpq.
 */
async function run(program: string, libpq: string, args: string[]): Promise<void> {
  const address = new URL(libpq);
  const { password } = address;
  address.password = "";
  const { PATH, HOME, TZ } = process.env;
  const child = spawn(program, [`--dbname=${address.href}`, ...args], {
    env: {
      NODE_ENV: process.env.NODE_ENV,
      PATH,
      HOME,
      TZ,
      PGPASSWORD: decodeURIComponent(password),
      PGAPPNAME: "waybill-backup",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new BackupError(
              `${program} is not there. Install the client programs of Postgres (Debian: postgresql-client).`,
            )
          : error,
      ),
    );
    child.once("close", resolve);
  });
  if (code === 0) return;
  const hint = said.includes("server version mismatch")
    ? "\nInstall client programs that are as new as the server, and have them first on the PATH."
    : "";
  throw new BackupError(`${program} has failed:\n${said.trim()}${hint}`);
}
