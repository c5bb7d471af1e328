import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readableServer, writableServer } from "@waybill/postgres";
import postgres, { type Sql } from "postgres";
import { backupRole, ensureBackupRole, unreadableForBackup } from "./backup-role.ts";
import { ensureApplicationRole, isApplicationLogin } from "./owner-rights.ts";

/** A backup or restore failed; the message contains advice. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** The content of a table, for comparisons. */
export interface TableSum {
  rows: string;
  /** A checksum of all rows, independent of their order. */
  checksum: string;
}

/** The tables of a database, by schema and name. */
export type TableSums = Record<string, TableSum>;

/** A table in two databases. */
export interface Comparison {
  table: string;
  expected: TableSum | null;
  found: TableSum | null;
  equal: boolean;
}

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
      await run("pg_dump", libpq, [
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
    throw new BackupError(`The file ${path} exists already. Name another one, or remove it.`);
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
  await run("pg_restore", libpq, ["--no-owner", "--single-transaction", "--exit-on-error", file]);
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

/** All tables of both, by name. */
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
 * Reads a database in one snapshot, as the backup role.
 *
 * @param work gets the snapshot's name, and the server's address for libpq.
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
      // The application's login must never be a member: it would read all tenants' rows.
      if (ofApplication) {
        throw new BackupError(
          `The login ${own?.login} is the application's, which makes no backups. Give DATABASE_OWNER_URL the owner's login, or one that is used only for backups. See docs/backup.md.`,
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

/** Settings that make the text of rows the same everywhere, without a timeout. */
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
 * Runs a program of Postgres. The password is not in its arguments, which other accounts can read.
 *
 * @param libpq the address of one server, for libpq.
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
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
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
  const hint = output.includes("server version mismatch")
    ? "\nInstall client programs that are as new as the server, and have them first on the PATH."
    : "";
  throw new BackupError(`${program} has failed:\n${output.trim()}${hint}`);
}
