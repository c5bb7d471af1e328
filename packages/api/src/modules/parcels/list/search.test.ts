import { places } from "@waybill/db/places";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { ofTenant } from "../../../core/index.ts";
import { TestApp } from "../../../testing.ts";
import type { Carrier } from "../carriers/carrier.ts";

const carrier: Carrier = {
  name: "Test carrier",
  book: async ({ reference }) => ({ trackingNumber: `TRK${reference.replace(/\D/g, "").padStart(15, "0")}` }),
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
    ["the reference without its sign", "ref1", ["REF-1"]],
    ["the tracking number", "trk000000000000001", ["REF-1"]],
    ["the last digits of the tracking number", "0001", ["REF-1"]],
    ["the tracking number in groups", "TRK0 0000 0000 0000 01", ["REF-1"]],
    ["its last digits in groups", "0000 0000 01", ["REF-1"]],
    ["the recipient", "lovelace", ["REF-1", "REF-2"]],
    ["the beginnings of words", "love ad", ["REF-1", "REF-2"]],
    ["the city", "lond", ["REF-1", "REF-2"]],
    ["the postcode", "SW1A 1AA", ["REF-1", "REF-2"]],
    ["the postcode without its blank", "sw1a1aa", ["REF-1", "REF-2"]],
    ["a SKU", "lmp-1", ["REF-1", "REF-2"]],
    ["an item's name", "desk lamp 100%", ["REF-1", "REF-2"]],
    ["words of several records", "london lmp-100 ref-2", ["REF-2"]],
    ["nothing, if one of several words is missing", "london paris", []],
    ["nothing, for the middle of a word", "velace", []],
    ["nothing, for signs only", "% _ \\", []],
  ])("finds by %s", async (_what, search, references) => {
    expect(await found(search)).toEqual(references);
  });

  test.each([
    ["a wrong letter", "lovelase"],
    ["a missing letter", "lovelae"],
    ["an extra letter", "lovellace"],
    ["two transposed letters", "lovealce"],
    ["a wrong first letter", "kovelace"],
    ["a misspelt prefix", "lovekac"],
  ])("finds a word of five letters or more with %s", async (_what, search) => {
    expect(await found(search)).toEqual(["REF-1", "REF-2"]);
    expect(await found(`${search} ref-1`)).toEqual(["REF-1"]);
  });

  test("corrects no short word, and no word with two mistakes", async () => {
    expect(await found("adx")).toEqual([]);
    expect(await found("lovexaxe")).toEqual([]);
  });

  test("finds dispatched parcels by their texts at the dispatch, and others by the current texts", async () => {
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
    expect(await found("paris london")).toEqual([]);
  });

  test.each([
    ["Österreich", ["ÖSTERR", "osterreich", "o\u0308sterreich"]],
    ["Łódź", ["lodz", "ŁÓDŹ"]],
    ["Großenhain", ["grossenhain", "GROẞENHAIN"]],
    ["Москва", ["москва", "МОСКВА", "мосвка"]],
    ["Αθήνα", ["αθηνα", "ΑΘΗΝΑ"]],
    ["東京都", ["東京", "東京都"]],
    ["Ｔｏｋｙｏ", ["tokyo"]],
  ])("finds %s in either case, without its accents, and in any form of Unicode", async (city, searches) => {
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .update(places)
        .set({ city })
        .where(ofTenant(acme.id, places, eq(places.id, acme.ada.id))),
    );
    for (const search of searches) expect(await found(search), search).toEqual(["REF-2"]);
  });

  test("shows nothing of another tenant", async () => {
    await globex.call.places.create({ ...globex.address, code: "SECRET-1", name: "Onlyglobex" });
    for (const search of ["onlyglobex", "onlyglobxe", "SECRET-1"]) {
      expect(await acme.call.search.find({ search })).toEqual({ items: [], nextCursor: null });
      expect((await globex.call.search.find({ search })).items).toMatchObject([
        { entity: "place", label: "Onlyglobex" },
      ]);
    }
  });
});

describe("the results of a search", () => {
  let call: Awaited<ReturnType<typeof setUp>>["call"];
  let tenantId: string;

  beforeAll(async () => {
    const { id, members } = await testApp.tenant("ranked", "dispatcher");
    call = members.dispatcher.call;
    tenantId = id;
    const item = { weight: 1, stock: 100, price: 1, currency: "EUR", sku: "77", name: "Lamp" };
    const lines = [{ itemId: (await call.items.create(item)).id, quantity: 1 }];
    const place = { name: "Ada", country: "GB", city: "London", code: "P" };
    const { id: recipientId } = await call.places.create(place);
    // Each has the SKU 77.
    for (const reference of ["77", "A-1", "770", "B-77", "A-2", "771"]) {
      await call.parcels.create({ reference, recipientId, lines });
    }
  });

  const pages = async (input: { search: string; limit?: number; states?: ["draft"] }) => {
    const all: string[][] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      const page: Awaited<ReturnType<typeof call.parcels.list>> = await call.parcels.list({ ...input, cursor });
      all.push(page.items.map(({ reference }) => reference));
      cursor = page.nextCursor;
      more = cursor !== null;
    }
    return all;
  };

  const ranked = ["77", "771", "770", "B-77", "A-2", "A-1"];

  test("begin with exact names, then prefixes, then the rest; each newest first", async () => {
    expect(await pages({ search: "77" })).toEqual([ranked]);
    expect(await pages({ search: "77", states: ["draft"] })).toEqual([ranked]);
  });

  test("are paged, each parcel once", async () => {
    for (const limit of [1, 2, 3, 4, 5]) {
      const all = await pages({ search: "77", limit });
      expect(all.flat().toSorted(), `pages of ${limit}`).toEqual([...ranked].sort());
      expect(all.every((page) => page.length <= limit)).toBe(true);
    }
    expect((await pages({ search: "77", limit: 3 })).flat().slice(0, 2)).toEqual(["77", "771"]);
  });

  test("can be selected as a whole", async () => {
    const { total } = await call.parcels.preflight({ selection: { search: "77 london" } });
    expect(total).toBe(6);
    expect((await call.parcels.preflight({ selection: { search: "77 berlin" } })).total).toBe(0);
  });

  test("include every entity that the caller may read", async () => {
    const { items: all } = await call.search.find({ search: "lamp" });
    expect(all.map(({ entity, label }) => `${entity} ${label}`)).toEqual(
      expect.arrayContaining(["item Lamp", "parcel 771"]),
    );
    const reader = await testApp.user("Places alone");
    await testApp.join(tenantId, reader, "viewer");
    const owner = await testApp.user("Owner");
    await testApp.join(tenantId, owner, "owner");
    const asOwner = await testApp.as(owner, "ranked");
    const { id: role } = await asOwner.roles.create({
      name: "Places alone",
      permissions: ["tenants.read", "places.read"],
    });
    await asOwner.tenants.setRole({ userId: reader.id, role });
    const alone = await testApp.as(reader, "ranked");
    expect((await alone.search.find({ search: "lamp" })).items).toEqual([]);
    expect((await alone.search.find({ search: "ada" })).items).toMatchObject([{ entity: "place", label: "Ada" }]);
  });
});

describe("a scan", () => {
  test("opens the parcel by reference or tracking number, and the item by SKU", async () => {
    expect(await acme.call.parcels.byCode({ code: "REF-1" })).toEqual({ id: acme.left.id });
    expect(await acme.call.parcels.byCode({ code: "TRK000000000000001" })).toEqual({ id: acme.left.id });
    expect(await globex.call.items.byCode({ code: "LMP-100" })).toEqual({ id: globex.lamp.id });
  });

  test("finds a code in another case, after the exact one", async () => {
    for (const code of ["ref-1", "Ref-1", "trk000000000000001"])
      expect(await acme.call.parcels.byCode({ code }), code).toEqual({ id: acme.left.id });
    expect(await globex.call.items.byCode({ code: "lmp-100" })).toEqual({ id: globex.lamp.id });
    const item = { name: "Case", weight: 1, price: 1, currency: "EUR" };
    const { id: capital } = await acme.call.items.create({ ...item, sku: "AX_77/B" });
    const { id: small } = await acme.call.items.create({ ...item, sku: "ax_77/b" });
    expect(await acme.call.items.byCode({ code: "AX_77/B" })).toEqual({ id: capital });
    expect(await acme.call.items.byCode({ code: "ax_77/b" })).toEqual({ id: small });
    expect(await acme.call.items.byCode({ code: "aX_77/B" })).toEqual({ id: capital });
    for (const code of ["ax77b", "ax_77", "ref1"]) {
      expect(await acme.call.items.byCode({ code }), code).toBeNull();
      expect(await acme.call.parcels.byCode({ code }), code).toBeNull();
    }
  });

  test("finds nothing for a part of a code, or for another tenant's", async () => {
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

  test("finds the active parcel if a cancelled one has the same reference", async () => {
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
    ["small numbers", ["WB-7"], "WB-1001"],
    ["numbers, not texts", ["WB-9999", "WB-10000"], "WB-10001"],
    ["nine digits", ["WB-999999999"], "WB-1000000000"],
    ["a number above the integer range", ["WB-2147483647", "WB-99999999999"], "WB-100000000000"],
    ["the highest number", [highest], "WB-1001"],
    ["the highest and others", [highest, "WB-1001", "WB-1003"], "WB-1004"],
    ["the two highest, and small ones", [highest, `WB-${"9".repeat(17)}8`, "WB-7"], "WB-1001"],
    ["more digits than supported", [`WB-${"9".repeat(30)}`], "WB-1001"],
    ["leading zeros", ["WB-0001001"], "WB-1002"],
    ["others", ["WB-12A", "XWB-5000", "wb-5000"], "WB-1001"],
  ])("after %s is free", async (_what, references, next) => {
    expect(await after(...references)).toBe(next);
  });
});
