import postgres from "postgres";
import { expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { applicationRole } from "./role.ts";
import { newId } from "./schema/ids.ts";
import { createTestDatabase } from "./testing.ts";
import { databaseBefore } from "./testing-migrations.ts";

// Migrations of parcels and their tables, each on a database of the previous version with rows.

test("a parcel's timeline can be extended but not changed", async () => {
  const { ownerUrl } = await createTestDatabase();
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const rights = await sql`
    select privilege_type from information_schema.role_table_grants
    where grantee = ${applicationRole} and table_name = 'parcel_events' order by 1`;
  expect(rights.map((right) => right.privilege_type)).toEqual(["INSERT", "SELECT"]);
  await sql.end();
});

test("existing files get their kind, owner and permission; unknown ones are for owners", async () => {
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
}, 60_000);

test("existing stock becomes the item's first count, and packed parcels reserve it as far as possible", async () => {
  const ownerUrl = await databaseBefore('CREATE TABLE "stock_movements"');
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const [tenant, place, lamp, mug] = [newId(), newId(), newId(), newId()];
  const [first, second, third, draft] = [newId(), newId(), newId(), newId()];
  await sql`insert into tenants (id, name, slug) values (${tenant}, 'Acme', 'acme')`;
  await sql`insert into places (tenant_id, id, code, name, country, city) values (${tenant}, ${place}, 'C', 'Ada', 'DE', 'Berlin')`;
  await sql`insert into items (tenant_id, id, sku, name, weight, stock, price, currency) values
    (${tenant}, ${lamp}, 'LAMP', 'Lamp', 1, 10, 1, 'EUR'), (${tenant}, ${mug}, 'MUG', 'Mug', 1, 0, 1, 'EUR')`;
  for (const [id, state, quantity] of [
    [first, "packed", 6],
    [second, "packed", 5],
    [third, "packed", 4],
    [draft, "draft", 9],
  ] as const) {
    await sql`insert into parcels (tenant_id, id, reference, recipient_id, state) values (${tenant}, ${id}, ${id}, ${place}, ${state})`;
    await sql`insert into parcel_items (tenant_id, parcel_id, item_id, position, quantity) values (${tenant}, ${id}, ${lamp}, 0, ${quantity})`;
  }
  await migrate(ownerUrl);
  expect(await sql`select sku, on_hand, reserved, movements from items order by sku`).toMatchObject([
    { sku: "LAMP", on_hand: 10, reserved: 10, movements: 3 },
    { sku: "MUG", on_hand: 0, reserved: 0, movements: 0 },
  ]);
  expect(
    await sql`select kind, quantity, on_hand, reserved, counted, reason, parcel_id from stock_movements order by position`,
  ).toMatchObject([
    {
      ...{ kind: "count", quantity: 10, on_hand: 10, reserved: 0, counted: 10 },
      reason: "Stock when the ledger began",
    },
    { kind: "reserve", quantity: 6, on_hand: 10, reserved: 6, parcel_id: first },
    { kind: "reserve", quantity: 4, on_hand: 10, reserved: 10, parcel_id: third },
  ]);
  expect(await sql`select state from parcels order by id`).toMatchObject([
    { state: "packed" },
    { state: "draft" },
    { state: "packed" },
    { state: "draft" },
  ]);
  expect(await sql`select parcel_id, kind, detail from parcel_events`).toMatchObject([
    { parcel_id: second, kind: "unpacked", detail: "There was too little stock to reserve." },
  ]);
  await sql.end();
}, 60_000);

test("parcels dispatched before get a shipment from their place and items; others get none", async () => {
  const ownerUrl = await databaseBefore('CREATE TABLE "shipments"');
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const [tenant, place, item, gone, waiting] = Array.from({ length: 5 }, newId) as [
    string,
    string,
    string,
    string,
    string,
  ];
  await sql`insert into tenants (id, name, slug) values (${tenant}, 'Acme', 'acme')`;
  await sql`insert into places (tenant_id, id, code, name, country, city, line1)
    values (${tenant}, ${place}, 'C', 'Ada', 'DE', 'Berlin', 'Street 1')`;
  await sql`insert into items (tenant_id, id, sku, name, weight, price, currency)
    values (${tenant}, ${item}, 'ANVIL', 'Anvil', 1000000, 5, 'EUR')`;
  for (const [id, state, at] of [
    [gone, "dispatched", new Date(0)],
    [waiting, "packed", null],
  ] as const) {
    await sql`insert into parcels (tenant_id, id, reference, recipient_id, state, dispatched_at)
      values (${tenant}, ${id}, ${state}, ${place}, ${state}, ${at})`;
    await sql`insert into parcel_items (tenant_id, parcel_id, item_id, position, quantity)
      values (${tenant}, ${id}, ${item}, 0, 3000)`;
    await sql`insert into parcel_events (tenant_id, id, parcel_id, kind) values (${tenant}, ${newId()}, ${id}, 'labelled')`;
  }
  for (const [n, actor] of ["user", "job", "system"].entries()) {
    await sql`insert into events (tenant_id, id, name, version, entity, entity_id, payload, request_id, created_at)
      values (${tenant}, ${newId()}, ${actor}, 1, 'parcel', ${gone}, '{}', 'r', ${new Date(n)})`;
    await sql`insert into activity (tenant_id, id, action, entity, entity_id, summary, actor, request_id, created_at)
      values (${tenant}, ${newId()}, ${actor}, 'parcel', ${gone}, 's', ${actor}, 'r', ${new Date(n)})`;
  }
  await migrate(ownerUrl);
  const rows = await sql`
    select shipments.*, parcels.reference as of from shipments
    join parcels on parcels.tenant_id = shipments.tenant_id and parcels.shipment_id = shipments.id`;
  expect(rows).toMatchObject([
    {
      ...{
        of: "dispatched",
        parcel_id: gone,
        number: 1,
        weight: "3000000000",
        sender: { name: "Acme" },
        closed_at: null,
      },
      recipient: { name: "Ada", line1: "Street 1", line2: null, postcode: null, city: "Berlin", country: "DE" },
      lines: [
        { itemId: item, sku: "ANVIL", name: "Anvil", weight: 1_000_000, price: 5, currency: "EUR", quantity: 3000 },
      ],
    },
  ]);
  expect(await sql`select distinct by_system from parcel_events`).toEqual([{ by_system: true }]);
  expect(await sql`select name, by_system from events order by created_at`).toEqual([
    { name: "user", by_system: false },
    { name: "job", by_system: true },
    { name: "system", by_system: true },
  ]);
  const touched = ["shipments", "parcels", "parcel_items", "parcel_events", "items", "places", "events", "activity"];
  const tables = await sql`
    select relname from pg_class where relname = any(${touched}) and relkind = 'r' and relforcerowsecurity`;
  expect(tables).toHaveLength(touched.length);
  await sql.end();
}, 60_000);
