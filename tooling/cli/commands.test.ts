import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createTestDatabase, postgres, type TestDatabase } from "@waybill/db/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { root } from "./processes.ts";

// Settings of the project's commands, and their effects on a given database. Each command is a process.

vi.setConfig({ testTimeout: 120_000 });

const directory = mkdtempSync(join(tmpdir(), "waybill-commands-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const away = "postgres://owner:hunter2@127.0.0.1:1/waybill";

/** Runs a command with these settings only. */
async function command(env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ["tooling/cli/main.ts", ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, DATA_DIR: directory, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

/** The messages of a log. */
const messages = (out: string): string[] =>
  out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line).msg);

/** Writes a value to a file. */
function file(name: string, value: string): string {
  const path = join(directory, name);
  writeFileSync(path, `${value}\n`);
  return path;
}

describe("on a given database", () => {
  let database: TestDatabase;
  /** Settings of a command, as files: without a mail server and the owner's login. */
  let files: Record<string, string>;

  const tables = async () => {
    const sql = postgres(database.ownerUrl, { max: 1 });
    const [row] = await sql<
      { count: number }[]
    >`select count(*)::int as count from pg_tables where schemaname = 'public'`;
    await sql.end();
    return row?.count;
  };

  beforeAll(async () => {
    database = await createTestDatabase({ copyOf: null });
    files = {
      DATABASE_URL_FILE: file("database-url", database.applicationUrl),
      AUTH_SECRET_FILE: file("auth-secret-of-files", "s".repeat(40)),
      DATABASE_TAKES_ROLE: "false",
    };
  });

  test("only db:migrate migrates, and needs only the owner's login", async () => {
    const refused = await command(files, "waybill", "tenants", "list", "--json");
    expect(refused).toMatchObject({ code: 1, err: "" });
    expect(JSON.parse(refused.out).error).toMatchObject({
      code: "FAILED",
      message: expect.stringContaining("Run: npm run db:migrate"),
    });
    expect(await tables()).toBe(0);

    const migrated = await command({ DATABASE_OWNER_URL_FILE: file("owner-url", database.ownerUrl) }, "db:migrate");
    expect(migrated).toMatchObject({ code: 0, err: "" });
    expect(messages(migrated.out)).toEqual(["Migrating the database", "The database is up to date"]);
    expect(await tables()).toBeGreaterThan(20);

    const listed = await command(files, "waybill", "tenants", "list", "--json");
    expect(listed).toEqual({ code: 0, err: "", out: expect.any(String) });
    expect(JSON.parse(listed.out)).toEqual({ items: [] });
  });

  test("the start reads files of secrets, and reports missing settings", async () => {
    const program = `
      import { openEnvironment } from "./tooling/cli/environment.ts";
      const { env, embedded, close } = await openEnvironment("production", "exclusive");
      await close();
      console.error(JSON.stringify({ embedded, secret: env.AUTH_SECRET ?? null }));
      process.exit();`;
    const open = async (env: Record<string, string>) => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
        cwd: root,
        env: { PATH: process.env.PATH, DATA_DIR: directory, ...env },
      });
      return text(child.stderr);
    };
    const owner = { DATABASE_OWNER_URL_FILE: join(directory, "owner-url") };
    const opened = await open({ ...files, ...owner, SMTP_URL_FILE: file("smtp-url", "smtp://127.0.0.1:1025") });
    expect(JSON.parse(opened)).toEqual({ embedded: false, secret: null });
    expect(await open({ ...files, ...owner })).toContain("SMTP_URL: is needed to send mail");
    const nowhere = await open({ ...files, DATABASE_URL_FILE: "/nowhere" });
    expect(nowhere).toContain("DATABASE_URL_FILE: names a file that cannot be read");
  });
});

describe.concurrent("an unavailable database is reported in a sentence", () => {
  const says = "The database is not responding: connection refused at 127.0.0.1:1.";

  test("by the migration, after its wait has ended", async () => {
    const { code, out } = await command({ DATABASE_OWNER_URL: away, MIGRATE_WAIT_SECONDS: "2" }, "db:migrate");
    expect(code).toBe(1);
    expect(messages(out)).toEqual([
      "Migrating the database",
      `${says} Waiting up to 2 s`,
      `${says} Waited 2 s. Check the URL, and whether Postgres is running.`,
    ]);
  });

  test("by db:backup, without a wait", async () => {
    const { code, out, err } = await command({ DATABASE_OWNER_URL: away }, "db:backup", join(directory, "a.dump"));
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(`\n✖ ${says} Check the URL of the database, and whether Postgres is running.\n`);
  });
});

test("all invalid settings are reported before the start does anything", async () => {
  const wrong = { PORT: "no", PUBLIC_URL: "foo", LOG_LEVEL: "loud", DATABASE_URL: "mysql://root:hunter2@db/waybill" };
  const { code, out } = await command(wrong, "start");
  expect(code).toBe(1);
  const [message = "", ...more] = messages(out);
  expect(more).toEqual([]);
  expect(message).not.toContain("hunter2");
  for (const name of Object.keys(wrong)) expect(message).toMatch(new RegExp(`^ {2}${name}: give `, "m"));
});

test.each([
  [{ WORKER_PORT: "3000" }, "WORKER_PORT is 3000, as PORT is: "],
  [{ METRICS_PORT: "9090", WORKER_PORT: "9090" }, "WORKER_PORT is 9090, as METRICS_PORT is: "],
])("a port conflict of web and worker is reported before the start does anything: %o", async (env, says) => {
  const { code, out } = await command(env, "start");
  expect(code).toBe(1);
  expect(messages(out)).toEqual([expect.stringContaining(says)]);
});
