import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { migrate } from "@waybill/db/migrate";
import { createTestDatabase, postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPromise } from "yauzl";
import { ZipFile } from "yazl";
import { issuesOf } from "../core/errors.ts";
import { commandContext } from "../core/work/command-context.ts";
import { queries } from "../testing/answers.ts";
import { callByName } from "../testing/procedures.ts";
import { createTenantData, type Ids, kindOf } from "../testing/tenant-data.ts";
import { testClients } from "../testing/world.ts";
import { TestApp } from "../testing.ts";
import { exportTenant, importTenant } from "./index.ts";
import { excludedTables } from "./plan.ts";

// An organisation that has one of everything, moved to another installation, and copied within its own.

const directory = mkdtempSync(join(tmpdir(), "waybill-archive-"));
const file = join(directory, "acme.zip");
let testApp: TestApp;
let elsewhere: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let ids: Ids;
const make = () => testApp.tenant("acme", "owner", "viewer");

const exported = async (from: TestApp, name: string, path: string) =>
  exportTenant(await commandContext(from.app), name, createWriteStream(path));
const imported = async (into: TestApp, path: string, slug?: string) =>
  importTenant(await commandContext(into.app), path, { slug });

/** Every row of an organisation, by table, without the organisation's own id. */
async function rowsOf(
  { urls }: TestApp,
  tenantId: string,
  names: readonly string[] = urls.cluster.tenantTables,
): Promise<Record<string, unknown[]>> {
  const sql = postgres(urls.ownerUrl, { max: 1 });
  const tables: Record<string, unknown[]> = {};
  for (const name of names) {
    const rows = await sql.unsafe(
      `select replace((to_jsonb(one))::text, '${tenantId}', 'TENANT') as line from ${name} one where tenant_id = '${tenantId}' order by 1`,
    );
    tables[name] = rows.map((row) => JSON.parse(String(row.line)));
  }
  await sql.end();
  return tables;
}

/** The queries of the modules that show one record. */
const byIds = () =>
  queries
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".byId") && testApp.app.registry.switches.has(name.split(".")[0] ?? ""));

/** Calls a query by its name. */
async function asked(caller: unknown, name: string, input: unknown): Promise<unknown> {
  return callByName(caller, name, input);
}

/** Tables that the move itself changes: its jobs, and updates of the scheduler. */
const jobTables = ["jobs", "job_logs"];
const moved = (tables: Record<string, unknown[]>) =>
  Object.fromEntries(Object.entries(tables).filter(([name]) => !(name in excludedTables) && !jobTables.includes(name)));

beforeAll(async () => {
  [testApp, elsewhere] = await Promise.all([TestApp.start({}, testClients), TestApp.start()]);
  acme = await make();
  ids = await createTenantData(testApp, acme, "Acme");
  const other = await testApp.tenant("globex", "owner", "viewer");
  await createTenantData(testApp, other, "Globex-Confidential");
});
afterAll(async () => {
  await Promise.all([testApp.close(), elsewhere.close()]);
  rmSync(directory, { recursive: true, force: true });
});

describe("an archive", () => {
  test("has every row of the organisation, none of another, and no secret", async () => {
    const facts = await exported(testApp, "acme", file);
    const rows = await rowsOf(testApp, acme.id);
    const counts = Object.entries(rows)
      .filter(([name]) => !(name in excludedTables))
      .map(([name, { length }]) => [name, length]);
    expect(facts.rows).toEqual(Object.fromEntries(counts));
    // There is one of everything, so nothing is equal because it is empty.
    expect(Object.entries(facts.rows).filter(([, count]) => count === 0)).toEqual([]);
    expect(facts.files).toBeGreaterThan(0);
    const text = await contentOf(file);
    expect(text).toContain("Acme role");
    expect(text).not.toContain("Globex-Confidential");
    expect(text).not.toMatch(/password|passkey|\$argon2/i);
    for (const { hash } of rows.api_keys as { hash: string }[]) expect(text).not.toContain(hash);
  });

  test("omits only existing tables", () => {
    const { tenantTables } = testApp.urls.cluster;
    expect(Object.keys(excludedTables).filter((name) => !tenantTables.includes(name))).toEqual([]);
  });

  test("of an unknown organisation is refused", async () => {
    const missing = exported(testApp, "unknown", join(directory, "none.zip"));
    expect(issuesOf(await missing.catch((error) => error))).toMatchObject([{ path: ["slug"], code: "not_found" }]);
  });
});

describe("imported elsewhere", () => {
  test("everything is equal: rows, rights, references, files", async () => {
    const facts = await imported(elsewhere, file);
    expect(facts).toMatchObject({ id: acme.id, slug: "acme" });
    const [before, after] = [await rowsOf(testApp, acme.id), await rowsOf(elsewhere, acme.id)];
    expect(moved(after)).toEqual(moved(before));
    expect(after.file_usage).toEqual(before.file_usage);
    expect(after.api_keys).toEqual([]);
    const keys = (before.files as { key: string }[]).map(({ key }) => key.replace("TENANT", acme.id));
    for (const key of keys) expect(await bytesOf(elsewhere, key)).toEqual(await bytesOf(testApp, key));
  });

  test("people have accounts without a password, with their roles", async () => {
    const { owner, viewer } = acme.members;
    const sql = postgres(elsewhere.urls.ownerUrl, { max: 1 });
    const people =
      await sql`select id, email, password_hash, email_verified_at from users where id in (${owner.id}, ${viewer.id})`;
    expect(people).toHaveLength(2);
    for (const person of people) expect(person).toMatchObject({ password_hash: null, email_verified_at: null });
    for (const { id, sessionId } of [owner, viewer]) {
      await sql`insert into sessions (id, user_id, expires_at) values (${sessionId}, ${id}, now() + interval '1 day')`;
    }
    await sql.end();
    const [asOwner, asViewer] = await Promise.all([owner, viewer].map((user) => elsewhere.as(user, "acme")));
    for (const name of ["roles.list", ...byIds()]) {
      const input = name.endsWith(".byId") ? { id: ids[kindOf("id", name)] } : undefined;
      const there = await asked(acme.members.owner.call, name, input);
      expect(await asked(asOwner, name, input), name).toEqual(there);
    }
    const role = { name: "not", permissions: ["roles.read"] };
    await expect(asViewer?.roles.create(role)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("no job is left waiting for the other queue", async () => {
    const { jobs } = await rowsOf(elsewhere, acme.id);
    const states = (jobs as { state: string }[]).map(({ state }) => state);
    expect(states.filter((state) => ["queued", "running", "retrying"].includes(state))).toEqual([]);
  });
});

describe("imported beside the original", () => {
  test("it has a new id, and everything else is equal", async () => {
    const again = imported(testApp, file);
    expect(issuesOf(await again.catch((error) => error))).toMatchObject([{ path: ["slug"], code: "taken" }]);
    const facts = await imported(testApp, file, "acme-copy");
    expect(facts.id).not.toBe(acme.id);
    const [before, after] = [await rowsOf(testApp, acme.id), await rowsOf(testApp, facts.id)];
    expect(moved(after)).toEqual(moved(before));
    expect(JSON.stringify(after)).not.toContain(acme.id);
    const copy = await testApp.as(acme.members.owner, "acme-copy");
    await copy.roles.create({ name: "of the copy", permissions: ["roles.read"] });
    const { items } = await acme.members.owner.call.roles.list();
    expect(items.map(({ name }) => name)).not.toContain("of the copy");
  });

  test("people with a known address keep their accounts", async () => {
    const there = await TestApp.start();
    const sql = postgres(there.urls.ownerUrl, { max: 1 });
    const { owner } = acme.members;
    const other = await there.user("Someone");
    await sql`update users set email = ${owner.email} where id = ${other.id}`;
    await sql.end();
    const facts = await imported(there, file);
    const rows = await rowsOf(there, facts.id);
    expect((rows.memberships as { user_id: string }[]).map(({ user_id }) => user_id)).toContain(other.id);
    expect(JSON.stringify(moved(rows))).not.toContain(owner.id);
    await there.close();
  });
});

describe("a file other than an archive of this version", () => {
  test.each([
    ["is damaged", (bytes: Buffer) => bytes.subarray(0, bytes.length - 200)],
    ["is another file", () => Buffer.from("nothing")],
  ])("and %s is refused, and leaves nothing behind", async (name, change) => {
    const path = join(directory, `${name}.zip`);
    writeFileSync(path, change(readFileSync(file)));
    const tried = await imported(testApp, path, "acme-broken").catch((error) => error);
    expect(issuesOf(tried)).toMatchObject([{ path: ["file"], code: "invalid" }]);
    expect(await foundOf("acme-broken")).toBe(0);
  });

  test("with missing content of a file is refused, and leaves neither rows nor files", async () => {
    const path = join(directory, "lacking.zip");
    const lost = await withoutOneFile(file, path);
    const store = testApp.app.clients.files;
    const folders = async () => Readable.from(store.tenants()).toArray();
    const before = await folders();
    const tried = await imported(testApp, path, "acme-lacking").catch((error) => error);
    expect(lost).toMatch(/^files\//);
    expect(issuesOf(tried)).toMatchObject([{ path: ["file"], code: "invalid" }]);
    expect(await foundOf("acme-lacking")).toBe(0);
    const written = (await folders()).filter((tenantId) => !before.includes(tenantId));
    for (const tenantId of written) expect(await Readable.from(store.list(tenantId)).toArray()).toEqual([]);
  });

  test("with other tables is refused; a new table is exported without changes", async () => {
    const database = await createTestDatabase({ copyOf: null });
    await migrate(database.ownerUrl);
    const sql = postgres(database.ownerUrl, { max: 1 });
    await sql.unsafe(`
      create table planted_things (tenant_id uuid not null references tenants, id uuid, role_id uuid, above uuid, primary key (tenant_id, id),
        foreign key (tenant_id, role_id) references roles, foreign key (tenant_id, above) references planted_things);
      grant all on planted_things to waybill_app`);
    await sql.end();
    const newer = await TestApp.start({}, {}, { database });
    const { id } = await newer.tenant("shelved", "owner");
    const path = join(directory, "shelved.zip");
    // More than are read and written by one statement, each above the one before.
    await newer.direct.transaction({ tenantId: id }, async ({ send }) => {
      const shelf = (n: string) => `md5((${n})::text)::uuid`;
      await send(
        `insert into planted_things select $1, ${shelf("n")}, null, case when n > 1 then ${shelf("n - 1")} end from generate_series(1, 1203) n`,
        [id],
      );
    });
    expect((await exported(newer, "shelved", path)).rows.planted_things).toBe(1203);
    const copy = await imported(newer, path, "shelved-copy");
    expect(copy.rows.planted_things).toBe(1203);
    const [before, after] = [
      await rowsOf(newer, id, ["planted_things"]),
      await rowsOf(newer, copy.id, ["planted_things"]),
    ];
    expect(after).toEqual(before);
    const tried = await imported(testApp, path).catch((error) => error);
    expect(issuesOf(tried)).toMatchObject([{ path: ["file"], message: expect.stringContaining("another version") }]);
    await newer.close();
  });
});

/** The number of organisations with a slug. */
const foundOf = (slug: string) =>
  testApp.direct.transaction(
    {},
    async ({ send }) => (await send("select from tenants where slug = $1", [slug])).length,
  );

/** Copies an archive without its last file. @returns the name of that file */
async function withoutOneFile(from: string, to: string): Promise<string> {
  const zip = await openPromise(from, { autoClose: false });
  const parts = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    parts.set(entry.fileName, Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray()));
  }
  zip.close();
  const last = [...parts.keys()].findLast((name) => name.startsWith("files/")) ?? "";
  parts.delete(last);
  const copy = new ZipFile();
  for (const [name, content] of parts) copy.addBuffer(content, name);
  copy.end();
  await pipeline(copy.outputStream, createWriteStream(to));
  return last;
}

async function bytesOf({ app }: TestApp, key: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await app.clients.files.read(key)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("base64");
}

/** Every text in an archive. */
async function contentOf(path: string): Promise<string> {
  const zip = await openPromise(path, { autoClose: false });
  let text = "";
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.startsWith("files/")) continue;
    for await (const chunk of await zip.openReadStreamPromise(entry)) text += String(chunk);
  }
  zip.close();
  return text;
}
