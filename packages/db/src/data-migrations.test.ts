import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { newId } from "./schema/ids.ts";
import { createTestDatabase } from "./testing.ts";

// A migration that changes rows is run on a database of the version before, with rows in it.

const folder = fileURLToPath(new URL("../migrations", import.meta.url));

interface Journal {
  entries: { tag: string }[];
}

/** A database as it was before the first migration that says `words`. @returns its owner's address */
async function databaseBefore(words: string): Promise<string> {
  const { ownerUrl } = await createTestDatabase({ copyOf: null });
  const before = mkdtempSync(join(tmpdir(), "waybill-migrations-"));
  cpSync(folder, before, { recursive: true });
  const path = join(before, "meta/_journal.json");
  const journal: Journal = JSON.parse(readFileSync(path, "utf8"));
  const says = ({ tag }: { tag: string }) => readFileSync(join(folder, `${tag}.sql`), "utf8").includes(words);
  const index = journal.entries.findIndex(says);
  if (index < 0) throw new Error(`No migration says ${words}.`);
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, index) }));
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await runMigrations(drizzle(sql), { migrationsFolder: before });
  await sql.end();
  return ownerUrl;
}

test("files of before get the kind, the owner and the permission of what they are; unknown ones are for owners", async () => {
  const ownerUrl = await databaseBefore('ALTER TABLE "files" ADD COLUMN "permission"');
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const ids = Object.fromEntries(
    ["tenant", "place", "parcel", "label", "orphan", "export", "upload", "import", "unknown"].map((name) => [
      name,
      newId(),
    ]),
  ) as Record<string, string>;
  await sql`insert into tenants (id, name, slug) values (${ids.tenant ?? ""}, 'Acme', 'acme')`;
  const job = (id: string | undefined, name: string, input: Record<string, unknown>) => sql`
    insert into jobs (tenant_id, id, name, input, request_id)
    values (${ids.tenant ?? ""}, ${id ?? ""}, ${name}, ${JSON.stringify(input)}::text::jsonb, 'r')`;
  await job(ids.label, "parcels.makeLabel", { parcelId: ids.parcel });
  await job(ids.orphan, "parcels.makeLabel", { parcelId: ids.parcel });
  await job(ids.export, "activity.export", {});
  await job(ids.import, "items.import", { fileId: ids.upload });
  for (const name of ["label", "orphan", "export", "upload", "import", "unknown"]) {
    await sql`insert into files (tenant_id, id, name, content_type, size, key)
      values (${ids.tenant ?? ""}, ${ids[name] ?? ""}, ${name}, 'a/b', 7, ${name})`;
  }
  await sql`insert into places (tenant_id, id, code, name, country, city, line1)
    values (${ids.tenant ?? ""}, ${ids.place ?? ""}, 'C', 'Ada', 'DE', 'Berlin', 'Street 1')`;
  await sql`insert into parcels (tenant_id, id, reference, recipient_id, label_file_id)
    values (${ids.tenant ?? ""}, ${ids.parcel ?? ""}, 'WB', ${ids.place ?? ""}, ${ids.label ?? ""})`;
  await migrate(ownerUrl);
  const rows = await sql<{ name: string; kind: string; permission: string; owner: string | null }[]>`
    select name, kind, permission, owner_id as owner from files order by name`;
  expect(rows.map(({ name, kind, permission, owner }) => [name, kind, permission, owner])).toEqual([
    ["export", "activity.export", "activity.export", ids.export],
    ["import", "items.importReport", "items.import", ids.import],
    ["label", "parcels.label", "parcels.read", ids.parcel],
    ["orphan", "parcels.label", "parcels.read", ids.parcel],
    ["unknown", "unknown", "tenants.makeOwners", null],
    ["upload", "items.import", "items.import", ids.import],
  ]);
  const [table] = await sql`select relforcerowsecurity as forced from pg_class where relname = 'files'`;
  expect(table).toEqual({ forced: true });
  await sql.end();
});
