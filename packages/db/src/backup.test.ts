import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cluster, startCluster } from "@waybill/cluster";
import { sql as drizzleSql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backup, compareWithBackup, restore, sumsFile, sumsOf } from "./backup.ts";
import { Database, newId } from "./index.ts";
import { migrate } from "./migrate.ts";
import { roles } from "./schema/roles.ts";
import { tenants } from "./schema/tenants.ts";
import { postgres } from "./testing.ts";
import { choosePostgres } from "./testing-programs.ts";

// A managed Postgres: the login that owns the database may create roles and is not a superuser, so that row-level security
// holds for it. pg_dump has to be as new as the server.

const directory = mkdtempSync(join(tmpdir(), "waybill-backup-"));
let cluster: Cluster;
const acme = newId();
const globex = newId();

/** Runs statements with the rights of a superuser. */
async function asSuperuser(database: string, ...statements: string[]) {
  const sql = postgres(cluster.url(database), { max: 1, onnotice: () => {} });
  for (const statement of statements) await sql.unsafe(statement);
  await sql.end();
}

/** Makes a database that `login` owns. @returns the login's URL of it */
async function databaseOf(login: string, name: string): Promise<string> {
  await asSuperuser("postgres", `create database ${name} owner ${login}`);
  const url = new URL(cluster.url(name));
  url.username = login;
  url.password = "managed-password";
  return url.href;
}

async function fill(database: string) {
  const application = new Database({ url: cluster.applicationUrl(database), max: 1 });
  await application.transaction({}, ({ db }) =>
    db.insert(tenants).values([
      { id: acme, name: "Acme", slug: "acme" },
      { id: globex, name: "Globex", slug: "globex" },
    ]),
  );
  for (const [tenantId, count] of [
    [acme, 30],
    [globex, 12],
  ] as const) {
    const rows = Array.from({ length: count }, (_, n) => ({
      ...{ tenantId, name: `S-${n}`, permissions: [`Ünïcode "${n}"\n\\`] },
    }));
    await application.transaction({ tenantId }, ({ db }) => db.insert(roles).values(rows));
  }
  await application.close();
}

const file = join(directory, "waybill.dump");
let url: string;
/** A login that is in no role. */
let unrelated: string;

beforeAll(async () => {
  choosePostgres(directory);
  cluster = await startCluster({ directory: join(directory, "cluster"), parameters: { fsync: "off" } });
  await asSuperuser(
    "postgres",
    ...["managed", "other"].map((login) => `create role ${login} login createrole password 'managed-password'`),
    "create role unrelated login password 'managed-password'",
    // As on a managed Postgres where the application's role was made by its administrator.
    "grant waybill_app to managed, other with admin option",
  );
  url = await databaseOf("managed", "desk");
  unrelated = url.replace("managed:", "unrelated:");
  await migrate(url);
  await fill("desk");
  await backup(url, file);
}, 60_000);
afterAll(async () => {
  await cluster.remove();
  rmSync(directory, { recursive: true, force: true });
  delete process.env.POSTGRES_PACKAGE;
});

describe("a backup by an owner subject to row-level security", () => {
  test("has the rows of every tenant", async () => {
    const sums = await sumsOf(url);
    expect(sums["public.roles"]?.rows).toBe("42");
    expect(sums["public.tenants"]?.rows).toBe("2");
    expect(Object.keys(sums).filter((name) => name.startsWith("pgboss."))).not.toEqual([]);
  });

  test("is restored into a new database of another owner, with equal content and isolated tenants", async () => {
    const target = await databaseOf("other", "restored");
    const compared = await restore(target, file);
    expect(compared.filter(({ equal }) => !equal)).toEqual([]);
    expect(compared.find(({ table }) => table === "public.roles")?.found?.rows).toBe("42");
    // Like the next start; the rights exist.
    await migrate(target);
    const different = (await compareWithBackup(target, file)).filter(({ equal }) => !equal);
    expect(different).toEqual([]);
    const application = new Database({ url: cluster.applicationUrl("restored"), max: 1 });
    const counts = [];
    for (const tenantId of [acme, globex, null]) {
      const rows = await application.transaction({ tenantId }, ({ db }) => db.select().from(roles));
      counts.push(rows.length);
    }
    expect(counts).toEqual([30, 12, 0]);
    const foreign = application.transaction({ tenantId: acme }, ({ db }) =>
      db.execute(drizzleSql`insert into roles (tenant_id, id, name, permissions)
        values (${globex}, ${newId()}, 'X', '{}')`),
    );
    await expect(foreign).rejects.toMatchObject({ cause: { code: "42501" } });
    await application.close();
  });

  test("accepts several hosts and TLS parameters in the URL", async () => {
    const several = (given: string) => given.replace("@127", "@127.0.0.1:1,127");
    const target = several(await databaseOf("other", "several"));
    const dump = join(directory, "several.dump");
    await backup(`${several(url)}?sslmode=prefer&target_session_attrs=read-write`, dump);
    const compared = await restore(`${target}?sslmode=prefer`, dump);
    expect(compared.filter(({ equal }) => !equal)).toEqual([]);
    await expect(backup(`${url}?sslmode=require`, join(directory, "none.dump"))).rejects.toThrow();
  });

  test("differs from a database with a missing row, a further row or another value", async () => {
    const changed = async (statement: string) => {
      await asSuperuser("desk", statement);
      return (await compareWithBackup(url, file)).filter(({ equal }) => !equal).map(({ table }) => table);
    };
    expect(await changed("update roles set permissions = '{other}' where name = 'S-1'")).toEqual(["public.roles"]);
    expect(
      await changed(
        "delete from roles where name = 'S-1'; create table added (id int); grant select on added to waybill_backup",
      ),
    ).toEqual(["public.added", "public.roles"]);
    await asSuperuser("desk", "drop table added");
  });

  test("is readable by its owner only, and overwrites nothing", async () => {
    for (const path of [file, sumsFile(file)]) expect(statSync(path).mode & 0o777).toBe(0o600);
    const [dump, sums] = [readFileSync(file), readFileSync(sumsFile(file), "utf8")];
    await expect(backup(url, file)).rejects.toThrow(`The file ${file} already exists.`);
    expect(readFileSync(file).equals(dump)).toBe(true);
    expect(readFileSync(sumsFile(file), "utf8")).toBe(sums);
  });

  test("leaves no file after a failure", async () => {
    const path = process.env.PATH;
    const dump = join(directory, "failed.dump");
    process.env.PATH = "/nonexistent";
    await expect(backup(url, dump).finally(() => Object.assign(process.env, { PATH: path }))).rejects.toThrow(
      "pg_dump is not there",
    );
    expect([dump, sumsFile(dump)].filter(existsSync)).toEqual([]);
  });

  test("is refused if a table is hidden from the role, instead of omitting its rows", async () => {
    await asSuperuser("desk", "drop policy roles_backup on roles");
    await expect(backup(url, join(directory, "none.dump"))).rejects.toThrow(
      "The role waybill_backup lacks a policy on roles: a backup would be incomplete.",
    );
    expect(existsSync(sumsFile(join(directory, "none.dump")))).toBe(false);
    await migrate(url);
    await backup(url, join(directory, "again.dump"));
  });

  test("is refused for a login that cannot switch to the role", async () => {
    await expect(backup(unrelated, join(directory, "none.dump"))).rejects.toThrow(
      /^The login unrelated may not become waybill_backup .*: grant waybill_backup to unrelated;$/,
    );
  });

  test.each([
    ["the application's login", "waybill_app"],
    ["a login in the application's role", "desk_app"],
  ])("is refused to %s, and grants nothing", async (_which, login) => {
    const own = login === "waybill_app";
    if (!own) {
      await asSuperuser("postgres", `create role ${login} login in role waybill_app password 'managed-password'`);
    }
    const given = own ? cluster.applicationUrl("desk") : url.replace("managed:", `${login}:`);
    const error = await backup(given, join(directory, "none.dump")).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      message: `The login ${login} is the application's, which makes no backups. Use the login of the owner, or one only for backups, in DATABASE_OWNER_URL. See docs/backup.md.`,
    });
    const migrated = await migrate(given).catch((thrown: Error) => thrown);
    expect(migrated).toMatchObject({
      message: `The login ${login} is the application's, which owns nothing. Use the login that owns the database desk in DATABASE_OWNER_URL. See docs/postgres.md.`,
    });
  });

  test("is refused without the role, with the SQL that creates it", async () => {
    await asSuperuser("postgres", "alter role waybill_backup rename to elsewhere");
    const none = backup(url, join(directory, "none.dump"));
    await expect(none).rejects.toThrow(/^There is no role waybill_backup, which makes backups\. npm run db:migrate /);
    await asSuperuser("postgres", "alter role elsewhere rename to waybill_backup");
  });

  test.each([
    ["is missing", null],
    ["is damaged", "{"],
    ["is empty", "{}"],
  ])("is neither restored nor compared if its checksums %s", async (_how, content) => {
    const target = await databaseOf("other", "unknown");
    const copy = join(directory, "copy.dump");
    copyFileSync(file, copy);
    if (content !== null) writeFileSync(sumsFile(copy), content);
    await expect(restore(target, copy)).rejects.toThrow(/copy\.dump\.sums\.json is missing or damaged/);
    await expect(compareWithBackup(target, copy)).rejects.toThrow(/copy\.dump\.sums\.json is missing or damaged/);
    await cluster.dropDatabase("unknown");
    rmSync(sumsFile(copy), { force: true });
  });

  test("is not restored into a database with content", async () => {
    await expect(restore(url, file)).rejects.toThrow(/The database has \d+ tables/);
  });
});

test("a nightly backup by the documented login and commands has every row, and old ones are deleted", async () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const block = (page: string, language: string, words: string) => {
    const blocks = readFileSync(join(root, "docs", page), "utf8").matchAll(
      new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"),
    );
    return Array.from(blocks, ([, text = ""]) => text).find((text) => text.includes(words)) ?? "";
  };
  await asSuperuser("postgres", block("backup.md", "sql", "create role nightly").replace("…", "nights-password"));
  const folder = join(directory, "nightly");
  mkdirSync(folder);
  const old = ["waybill-2020-01-01.dump", "waybill-2020-01-01.dump.sums.json"].map((name) => join(folder, name));
  for (const path of old) {
    writeFileSync(path, "");
    utimesSync(path, new Date("2020-01-01"), new Date("2020-01-01"));
  }
  const nightly = Object.assign(new URL(url), { username: "nightly", password: "nights-password" }).href;
  const lines = block("operations.md", "sh", "postgres://nightly");
  expect(lines).toMatch(/^DATABASE_OWNER_URL="[^"]+" npm run db:backup -- /);
  const here = lines
    .replace(/"postgres:[^"]+"/, `"${nightly}"`)
    .replace("npm run", `${process.execPath} ${join(root, "tooling/cli/main.ts")}`)
    .replace(" -- ", " ")
    .replaceAll("/backup", folder);
  execFileSync("sh", ["-eu", "-c", here], { cwd: root, stdio: "pipe" });
  const made = readdirSync(folder).sort();
  expect(made).toEqual([expect.stringMatching(/^waybill-\d{4}-\d\d-\d\d\.dump$/), `${made[0]}.sums.json`]);
  const sums = JSON.parse(readFileSync(join(folder, made[1] ?? ""), "utf8"));
  expect(Number(sums["public.roles"].rows)).toBeGreaterThan(30);
  expect(sums).toEqual(await sumsOf(url));
});

test("pg_dump alone refuses, or silently omits the tenants' rows", async () => {
  const dump = (from: string, ...flags: string[]) =>
    execFileSync("pg_dump", ["--data-only", "--table=public.roles", ...flags, from], {
      encoding: "utf8",
      stdio: "pipe",
    });
  expect(() => dump(url)).toThrow("row-level security");
  expect(dump(url, "--enable-row-security", "--role=waybill_backup")).toContain("S-2");
  // Before Postgres 16 the owner has the rights of the role all the time; this login may read the tables, and is not in it.
  await asSuperuser("desk", "grant select on all tables in schema public to unrelated");
  expect(() => dump(unrelated)).toThrow("row-level security");
  expect(dump(unrelated, "--enable-row-security")).not.toContain("S-2");
});

test("the role for backups cannot write", async () => {
  const owner = postgres(url, { max: 1 });
  const attempts = [
    "insert into roles (id, name) values (gen_random_uuid(), 'x')",
    "delete from roles",
    "create table mine (id int)",
  ];
  for (const attempt of attempts) {
    const tried = owner.begin(async (transaction) => {
      await transaction.unsafe("set local role waybill_backup");
      await transaction.unsafe(attempt);
    });
    await expect(tried, attempt).rejects.toMatchObject({ code: "42501" });
  }
  await owner.end();
});

test("the application's login cannot become the role for backups", async () => {
  const application = new Database({ url: cluster.applicationUrl("desk"), max: 1 });
  const become = application.transaction({}, ({ db }) => db.execute(drizzleSql`set local role waybill_backup`));
  await expect(become).rejects.toMatchObject({ cause: { code: "42501" } });
  await application.close();
});
