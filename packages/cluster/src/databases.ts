import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";

/** The owner's login. */
export const owner = "waybill_owner";

/** The application's login; migrations grant its rights. */
const applicationRole = "waybill_app";

/** Operations on the databases of a running cluster. */
export interface Databases {
  /** The URL of a database for the owner's login. */
  url(database: string): string;
  /** The URL of a database for the application's login. */
  applicationUrl(database: string): string;
  /** Creates a database, empty or from a template. Returns false if it exists. */
  createDatabase(name: string, template?: string): Promise<boolean>;
}

/** The passwords of both logins. */
export interface Passwords {
  owner: string;
  application: string;
}

/** The operations on the databases of a server. */
export function databasesOf(port: number, passwords: Passwords): Databases {
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const ownerUrl = (database: string) => url(owner, passwords.owner, database);
  return {
    url: ownerUrl,
    applicationUrl: (database) => url(applicationRole, passwords.application, database),
    createDatabase: (name, template) => createDatabase(ownerUrl("postgres"), name, template),
  };
}

const passwordsFile = (home: string) => join(home, "postgres-passwords.json");

/** The stored passwords. */
export const readPasswords = (home: string): Passwords => JSON.parse(readFileSync(passwordsFile(home), "utf8"));

/** The passwords, generated once. */
export function keepPasswords(home: string): Passwords {
  const file = passwordsFile(home);
  if (!existsSync(file)) {
    const secret = () => randomBytes(24).toString("hex");
    writeFileSync(file, JSON.stringify({ owner: secret(), application: secret() }), { mode: 0o600 });
  }
  return readPasswords(home);
}

/** Runs statements on one connection. @param url a URL with the owner's login */
export async function withOwner<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

/** Creates the application's login, which owns nothing, and sets its password. */
export async function ensureApplicationLogin(url: string, password: string) {
  await withOwner(url, async (sql) => {
    const found = await sql`select 1 from pg_roles where rolname = ${applicationRole}`;
    if (found.length === 0) await sql.unsafe(`create role ${applicationRole} nosuperuser nobypassrls`);
    await sql.unsafe(`alter role ${applicationRole} login password '${password}'`);
  });
}

async function createDatabase(url: string, name: string, template?: string): Promise<boolean> {
  let created = false;
  await withOwner(url, async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length > 0) return;
    await sql.unsafe(`create database "${name}"${template ? ` template "${template}"` : ""}`);
    created = true;
  });
  return created;
}
