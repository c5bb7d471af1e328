import { postgres } from "@waybill/db/testing";
import { beforeAll, expect, test } from "vitest";
import { TestApp } from "../../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof setUp>>;

async function setUp() {
  const tenant = await testApp.tenant("acme", "owner");
  const { call } = tenant.members.owner;
  const place = { code: "P1", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  const item = { sku: "LAMP", name: "Lamp", weight: 500, stock: 100, price: 1999, currency: "EUR" };
  const { id: recipientId } = await call.places.create(place);
  const { id: itemId } = await call.items.create(item);
  const { id: tagId } = await call.tags.create({ name: "Fragile", color: "red" });
  const { id: roleId } = await call.roles.create({ name: "Packer", permissions: ["tenants.read"] });
  const lines = [{ itemId, quantity: 1 }];
  const { id: parcelId } = await call.parcels.create({ reference: "R-1", recipientId, lines, packed: true });
  return { ...tenant, call, place, item, recipientId, itemId, tagId, roleId, parcelId };
}

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await setUp();
});

const first = { version: 1 };

test.each<[string, table: string, act: () => Promise<unknown>]>([
  ["a place", "places", () => acme.call.places.update({ ...acme.place, ...first, id: acme.recipientId, city: "Bonn" })],
  ["a tag", "tags", () => acme.call.tags.update({ ...first, id: acme.tagId, name: "Careful" })],
  [
    "a role",
    "roles",
    () => acme.call.roles.update({ ...first, id: acme.roleId, name: "Sorter", permissions: ["tenants.read"] }),
  ],
  ["a parcel", "parcels", () => acme.call.parcels.cancel({ id: acme.parcelId, reason: "Not wanted" })],
])("a change of %s does not wait for transactions that insert references to it", async (_what, table, act) => {
  const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
  await owner.begin(async (sql) => {
    // The lock of a new row's foreign key, held until the end of its transaction.
    const held = await sql`select 1 from ${sql(table)} where tenant_id = ${acme.id} for key share`;
    expect(held.length).toBeGreaterThan(0);
    await act();
  });
  await owner.end();
});
