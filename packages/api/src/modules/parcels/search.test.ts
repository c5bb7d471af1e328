import { places } from "@waybill/db/places";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { ofTenant } from "../../core/index.ts";
import { TestApp } from "../../testing.ts";
import type { Carrier } from "./carriers/carrier.ts";

const carrier: Carrier = {
  name: "Test carrier",
  book: async ({ reference }) => ({ trackingNumber: `TRK${reference.replace(/\D/g, "")}` }),
  status: async () => ({ state: "delivered" }),
  voidShipment: async () => {},
};

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof setUp>>;
let globex: Awaited<ReturnType<typeof setUp>>;

/** A tenant with a parcel that has left and one that has not. */
async function setUp(slug: string) {
  const tenant = await testApp.tenant(slug, "dispatcher");
  const { call } = tenant.members.dispatcher;
  const item = { weight: 1, stock: 100, price: 1, currency: "EUR" };
  const lamp = await call.items.create({ ...item, sku: "LMP-100", name: "Desk lamp 100%" });
  const address = { name: "Ada Lovelace", country: "GB", city: "London", postcode: "SW1A 1AA", line1: "Street 1" };
  const ada = await call.places.create({ ...address, code: "P-1" });
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  const left = await call.parcels.create({ reference: "REF-1", recipientId: ada.id, lines, packed: true });
  await call.parcels.dispatch({ id: left.id });
  const draft = await call.parcels.create({ reference: "REF-2", recipientId: ada.id, lines });
  return { ...tenant, call, lamp, ada, address, left, draft };
}

beforeAll(async () => {
  testApp = await TestApp.start({}, { carrier });
  acme = await setUp("acme");
  globex = await setUp("globex");
});

const found = async (search: string) =>
  (await acme.call.parcels.list({ search })).items.map(({ reference }) => reference).sort();

describe("the search of parcels", () => {
  test.each([
    ["the reference", "ref-1", ["REF-1"]],
    ["the tracking number", "trk1", ["REF-1"]],
    ["the recipient", "lovelace", ["REF-1", "REF-2"]],
    ["the city", "lond", ["REF-1", "REF-2"]],
    ["the postcode", "SW1A 1AA", ["REF-1", "REF-2"]],
    ["the postcode without its blank", "sw1a1aa", ["REF-1", "REF-2"]],
    ["a SKU", "lmp-1", ["REF-1", "REF-2"]],
    ["an item's name, whose signs mean themselves", "100%", ["REF-1", "REF-2"]],
    ["no sign in the place of others", "ref_1", []],
    ["no sign in the place of any", "ref%1", []],
    ["no lonely backslash", "\\", []],
  ])("finds by %s", async (_what, search, references) => {
    expect(await found(search)).toEqual(references);
  });

  test("finds what has left by what stood on it then, and what has not by what is so today", async () => {
    await acme.call.places.update({
      ...acme.ada,
      ...acme.address,
      code: "P-1",
      city: "Paris",
      name: "Grace",
      version: 1,
    });
    await acme.call.items.update({ id: acme.lamp.id, sku: "NEW-1", name: "Chandelier", version: 1 });
    expect(await found("london")).toEqual(["REF-1"]);
    expect(await found("paris")).toEqual(["REF-2"]);
    expect(await found("ada")).toEqual(["REF-1"]);
    expect(await found("grace")).toEqual(["REF-2"]);
    expect(await found("LMP-100")).toEqual(["REF-1"]);
    expect(await found("chandelier")).toEqual(["REF-2"]);
  });

  test("finds letters of every script in either case", async () => {
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .update(places)
        .set({ city: "Österreich" })
        .where(ofTenant(acme.id, places, eq(places.id, acme.ada.id))),
    );
    expect(await found("ÖSTERR")).toEqual(["REF-2"]);
  });
});

describe("what is scanned", () => {
  test("opens the parcel by its reference or its tracking number, and the item by its SKU", async () => {
    expect(await acme.call.parcels.byCode({ code: "REF-1" })).toEqual({ id: acme.left.id });
    expect(await acme.call.parcels.byCode({ code: "TRK1" })).toEqual({ id: acme.left.id });
    expect(await globex.call.items.byCode({ code: "LMP-100" })).toEqual({ id: globex.lamp.id });
  });

  test("is nothing where it is a part of a code, or another tenant's", async () => {
    for (const code of ["REF", "TRK", "REF-1 ".trim().slice(1), "%"]) {
      expect(await acme.call.parcels.byCode({ code })).toBeNull();
      expect(await acme.call.items.byCode({ code })).toBeNull();
    }
    await globex.call.parcels.create({
      reference: "ONLY-GLOBEX",
      recipientId: globex.ada.id,
      lines: [{ itemId: globex.lamp.id, quantity: 1 }],
    });
    expect(await acme.call.parcels.byCode({ code: "ONLY-GLOBEX" })).toBeNull();
  });

  test("is the living parcel, where a cancelled one had the same reference", async () => {
    const again = { reference: "TWICE", recipientId: acme.ada.id, lines: [{ itemId: acme.lamp.id, quantity: 1 }] };
    const cancelled = await acme.call.parcels.create(again);
    await acme.call.parcels.cancel({ id: cancelled.id });
    expect(await acme.call.parcels.byCode({ code: "TWICE" })).toEqual({ id: cancelled.id });
    const living = await acme.call.parcels.create(again);
    expect(await acme.call.parcels.byCode({ code: "TWICE" })).toEqual({ id: living.id });
  });
});

describe("the next reference", () => {
  let tenants = 0;

  /** The next reference in a tenant that has these, which is then used. */
  async function after(...references: string[]): Promise<string> {
    tenants += 1;
    const { members } = await testApp.tenant(`references-${tenants}`, "dispatcher");
    const { call } = members.dispatcher;
    const { id: itemId } = await call.items.create({
      sku: "A",
      name: "A",
      weight: 1,
      stock: 1,
      price: 1,
      currency: "EUR",
    });
    const { id: recipientId } = await call.places.create({ code: "P", name: "Ada", country: "IE", city: "Cork" });
    const parcel = { recipientId, lines: [{ itemId, quantity: 1 }] };
    for (const reference of references) await call.parcels.create({ ...parcel, reference });
    const { reference } = await call.parcels.nextReference();
    await call.parcels.create({ ...parcel, reference });
    return reference;
  }

  const highest = `WB-${"9".repeat(18)}`;
  test.each([
    ["none", [], "WB-1001"],
    ["small ones", ["WB-7"], "WB-1001"],
    ["numbers, not texts", ["WB-9999", "WB-10000"], "WB-10001"],
    ["nine digits", ["WB-999999999"], "WB-1000000000"],
    ["more than an integer", ["WB-2147483647", "WB-99999999999"], "WB-100000000000"],
    ["the highest", [highest], "WB-1001"],
    ["the highest, and the lowest", [highest, "WB-1001", "WB-1003"], "WB-1002"],
    ["more digits than are reckoned with", [`WB-${"9".repeat(30)}`], "WB-1001"],
    ["leading zeros", ["WB-0001001"], "WB-1002"],
    ["others", ["WB-12A", "XWB-5000", "wb-5000"], "WB-1001"],
  ])("after %s is free", async (_what, references, next) => {
    expect(await after(...references)).toBe(next);
  });
});
