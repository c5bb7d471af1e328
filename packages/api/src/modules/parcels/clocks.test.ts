import { postgres } from "@waybill/db/testing";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { TestApp } from "../../testing.ts";
import type { Carrier } from "./carriers/carrier.ts";

// The clock of a process may be wrong. Written times come from the database's clock, so that rows of several processes are in
// order.

/** Books at once, and delivers at the first look. */
const carrier: Carrier = {
  name: "Quick carrier",
  book: async ({ reference }) => ({ trackingNumber: `T-${reference}` }),
  status: async () => ({ state: "delivered" }),
  voidShipment: async () => {},
};
let testApp: TestApp;
let owner: ReturnType<typeof postgres>;
beforeAll(async () => {
  testApp = await TestApp.start({}, { carrier });
  owner = postgres(testApp.urls.ownerUrl, { max: 1 });
});
afterEach(() => vi.useRealTimers());
afterAll(() => owner.end());

const dayMs = 86_400_000;

/** Times more than a few hours from now, written by a process with a clock that is wrong by a day. */
async function wrongMoments(): Promise<string[]> {
  const columns = await owner<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'timestamp with time zone' and table_name in (
      'parcels', 'parcel_events', 'shipments', 'stock_movements', 'items', 'places', 'jobs', 'job_logs', 'events',
      'activity', 'files', 'mails')`;
  expect(columns.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const { table, column } of columns) {
    const [row] = await owner<{ found: number }[]>`
      select count(*)::int as found from ${owner(table)}
      where ${owner(column)} not between now() - interval '6 hours' and now() + interval '6 hours'`;
    if (row?.found) wrong.push(`${table}.${column}`);
  }
  return wrong;
}

test.each([
  ["ahead", dayMs],
  ["behind", -dayMs],
])("a process whose clock is a day %s writes no times by it: of parcels, stock, jobs and mails", async (_, ms) => {
  const name = ms > 0 ? "ahead" : "behind";
  const { members } = await testApp.tenant(name, "owner");
  const { call } = members.owner;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  const { id: itemId } = await call.items.create({
    ...{ sku: "LAMP", name: "Lamp", weight: 1, stock: 9, price: 1, currency: "EUR" },
  });
  const place = { code: "P", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  const { id: recipientId } = await call.places.create(place);
  const lines = [{ itemId, quantity: 1 }];
  const { id } = await call.parcels.create({ reference: "R-1", recipientId, lines, packed: true });
  const dropped = await call.parcels.create({ reference: "R-2", recipientId, lines });
  await call.parcels.cancel({ id: dropped.id });
  await call.parcels.dispatch({ id });
  await call.tenants.invite({ email: `ada@${name}.test`, role: "viewer" });
  await call.items.archive({ id: itemId, archived: true });
  await vi.waitFor(async () => expect((await call.parcels.byId({ id })).state).toBe("delivered"), {
    timeout: 60_000,
    interval: 100,
  });
  expect(await wrongMoments()).toEqual([]);
  // The newest is the first.
  const kinds = (await call.parcels.timeline({ id })).items.map(({ kind }) => kind);
  expect(kinds).toEqual(["delivered", "in_transit", "labelled", "dispatched", "packed", "created"]);
});
