import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cluster, clusterHome, startCluster } from "@waybill/cluster";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { postgres } from "./testing.ts";
import { choosePostgres } from "./testing-programs.ts";

// Point-in-time recovery with the settings and commands of docs/backup.md, in other folders.

const directory = mkdtempSync(join(tmpdir(), "waybill-recovery-"));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = readFileSync(join(root, "docs/backup.md"), "utf8");
const section = page.slice(page.indexOf("## Point-in-time recovery"), page.indexOf("## One organisation"));
const here = (text: string) => text.replaceAll("/backup/", `${directory}/`);
const blocks = Array.from(section.matchAll(/^```(\w*)\n(.*?)^```$/gms), ([, language = "", block = ""]) => ({
  language,
  block: here(block),
}));
const [archiving = "", recovering = ""] = blocks.filter(({ language }) => language === "").map(({ block }) => block);
/** The weekly backup. @param day the date to use */
const weekly = (day: string) =>
  blocks.find(({ language }) => language === "sh")?.block.replaceAll("$(date +%F)", day) ?? "";

const clusters: Cluster[] = [];

/** Runs a command of the project on a database. @returns its output */
const command = (name: string, url: string, ...args: string[]): string =>
  execFileSync(process.execPath, [join(root, "tooling/cli/main.ts"), name, ...args], {
    encoding: "utf8",
    env: { ...process.env, DATABASE_OWNER_URL: url, DATA_DIR: join(directory, "data") },
  });

/** Gives the files to the server's account. */
function give(...paths: string[]) {
  if (process.getuid?.() !== 0) return;
  const id = (flag: string) => execFileSync("id", [flag, "postgres"], { encoding: "utf8" }).trim();
  execFileSync("chown", ["-R", `${id("-u")}:${id("-g")}`, ...paths]);
}

async function start(name: string, parameters: Record<string, string> = {}) {
  const cluster = await startCluster({ directory: join(directory, name), parameters });
  clusters.push(cluster);
  return cluster;
}

beforeAll(() => {
  choosePostgres(directory);
  mkdirSync(join(directory, "wal"));
  chmodSync(directory, 0o755);
});
afterAll(async () => {
  for (const cluster of clusters) await cluster.remove();
  rmSync(directory, { recursive: true, force: true });
  delete process.env.POSTGRES_PACKAGE;
});

test("a server is recovered to a point in time: with earlier commits and without later ones", async () => {
  const settings = Array.from(archiving.matchAll(/^(\w+) = (?:'(.*)'|(.*))$/gm), ([, name = "", quoted, bare = ""]) => [
    name,
    quoted ?? bare,
  ]);
  expect(settings.map(([name]) => name)).toEqual(["archive_mode", "archive_command"]);
  const former = await start("former", Object.fromEntries(settings));
  give(join(directory, "wal"));
  await former.createDatabase("desk");
  await migrate(former.url("desk"));
  const sql = postgres(former.url("desk"), { max: 1 });
  const tenant = (slug: string) =>
    sql`insert into tenants (id, name, slug) values (gen_random_uuid(), ${slug}, ${slug})`;
  await tenant("before-the-base-backup");

  const { username, password, port } = new URL(former.url("desk"));
  const server = { PGHOST: "127.0.0.1", PGPORT: port, PGUSER: username, PGPASSWORD: password };
  const wal = () => readdirSync(join(directory, "wal")).filter((name) => /^[0-9A-F]{24}$/.test(name));
  const histories = () => readdirSync(join(directory, "wal")).filter((name) => name.endsWith(".backup"));
  const removed: string[] = [];
  for (const [week, day] of ["2027-01-03", "2027-01-10", "2027-01-17", "2027-01-24"].entries()) {
    const before = wal();
    execFileSync("sh", ["-eu", "-c", weekly(day)], { env: { ...process.env, ...server }, stdio: "pipe" });
    removed.push(...before.filter((name) => !wal().includes(name)));
    await sql`select pg_switch_wal()`;
    // The next week recognises this one by the file archived after its backup.
    await expect.poll(histories, { timeout: 30_000 }).toHaveLength(week + 1);
  }
  expect(readdirSync(directory).filter((name) => name.startsWith("base-"))).toEqual([
    "base-2027-01-17",
    "base-2027-01-24",
  ]);
  expect(removed).not.toEqual([]);
  // The older of the kept backups: its log is kept as well.
  const base = join(directory, "base-2027-01-17");
  await tenant("after-the-base-backup");
  const dump = join(directory, "expected.dump");
  expect(command("db:backup", former.url("desk"), dump)).toContain("Backed up");
  await former.createDatabase("copy");
  expect(command("db:restore", former.url("copy"), dump)).toMatch(/^public\.tenants +2 +2 {2}equal$/m);
  const [moment] = await sql<{ at: string }[]>`select clock_timestamp()::text as at`;
  // The mistake that is to be undone.
  await sql`delete from tenants`;
  const [last] = await sql<{ file: string }[]>`select pg_walfile_name(pg_current_wal_lsn()) as file`;
  await sql`select pg_switch_wal()`;
  const archived = () => sql`select last_archived_wal >= ${last?.file ?? ""} as done from pg_stat_archiver`;
  await expect.poll(archived, { timeout: 30_000 }).toEqual([{ done: true }]);
  await sql.end();
  await former.stop();

  mkdirSync(join(directory, "recovered"));
  const home = clusterHome(join(directory, "recovered"));
  const data = join(home, "postgres");
  mkdirSync(home, { recursive: true });
  mkdirSync(data, { mode: 0o700 });
  execFileSync("tar", ["-xzf", join(base, "base.tar.gz"), "-C", data]);
  execFileSync("tar", ["-xzf", join(base, "pg_wal.tar.gz"), "-C", join(data, "pg_wal")]);
  expect(recovering).toMatch(/^recovery_target_time = /m);
  appendFileSync(
    join(data, "postgresql.conf"),
    recovering.replace(/^recovery_target_time = .*$/m, `recovery_target_time = '${moment?.at}'`),
  );
  writeFileSync(join(data, "recovery.signal"), "");
  cpSync(
    join(clusterHome(join(directory, "former")), "postgres-passwords.json"),
    join(home, "postgres-passwords.json"),
  );
  give(data);
  const recovered = await start("recovered");
  // It ends with another code where a table differs.
  expect(command("db:compare", recovered.url("desk"), dump)).toMatch(/^public\.tenants +2 +2 {2}equal$/m);
  const later = postgres(recovered.url("desk"), { max: 1 });
  await later`delete from tenants`;
  await later.end();
  expect(() => command("db:compare", recovered.url("desk"), dump)).toThrow();
}, 180_000);
