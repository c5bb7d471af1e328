import { items } from "@waybill/db/items";
import { parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { tags } from "@waybill/db/tags";
import { beforeAll, describe, expect, test } from "vitest";
import { refusal, TestApp } from "../../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let globex: Awaited<ReturnType<typeof make>>;
const make = (slug: string) => testApp.tenant(slug, "admin", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  [acme, globex] = await Promise.all([make("acme"), make("globex")]);
});

const item = { sku: "A-1", name: "Lamp", weight: 500, stock: 5, price: 1999, currency: "EUR" };
const place = { code: "P-1", name: "Ada", country: "DE", city: "Berlin", postcode: "10117" };

describe("items", () => {
  test("have a SKU that is unique in their tenant", async () => {
    await acme.members.admin.call.items.create(item);
    await globex.members.admin.call.items.create(item);
    const refused = await refusal(acme.members.admin.call.items.create({ ...item, name: "", weight: 0 }));
    expect(refused.issues).toEqual(["name required", "weight too_small", "sku taken"]);
  });

  test("are listed by page, searched, filtered by tag, and sorted", async () => {
    const { call } = acme.members.admin;
    const tag = await call.tags.create({ name: "Express", color: "amber" });
    const names = ["Kettle", "Mug 100%", "Mug_blue", "Tray"];
    for (const [n, name] of names.entries()) {
      await call.items.create({ ...item, sku: `B-${n}`, name, stock: 10 - n, tagIds: name === "Tray" ? [tag.id] : [] });
    }
    const first = await call.items.list({ limit: 2 });
    const second = await call.items.list({ limit: 2, cursor: first.nextCursor });
    expect(second.items.map(({ sku }) => sku)).toEqual(["B-1", "B-2"]);
    expect((await call.items.list({ search: "mug" })).items).toHaveLength(2);
    expect((await call.items.list({ search: "100%" })).items).toHaveLength(1);
    expect((await call.items.list({ search: "mug_blue" })).items).toHaveLength(1);
    expect((await call.items.list({ tagIds: [tag.id] })).items.map(({ name }) => name)).toEqual(["Tray"]);
    const byName = await call.items.list({ sort: "name", descending: true });
    expect(byName.items.map(({ name }) => name).slice(0, 2)).toEqual(["Tray", "Mug_blue"]);
  });

  test("leave the list when they are archived, and can be restored", async () => {
    const { call } = acme.members.admin;
    const { id } = await call.items.create({ ...item, sku: "OLD" });
    await call.items.archive({ id });
    expect((await call.items.list({ search: "OLD" })).items).toHaveLength(0);
    expect((await call.items.list({ search: "OLD", archived: true })).items).toHaveLength(1);
    await call.items.archive({ id, archived: false });
    expect((await call.items.list({ search: "OLD" })).items).toHaveLength(1);
  });

  test("have the tags of their last change, which other changes keep", async () => {
    const { call } = acme.members.admin;
    const make = (name: string) => call.tags.create({ name, color: "red" });
    const [one, two, three] = (await Promise.all(["One", "Two", "Three"].map(make))).map(({ id }) => id).sort();
    const { id } = await call.items.create({ ...item, sku: "TAGS", tagIds: [one, two].map(String) });
    const tagIds = async () => (await call.items.byId({ id })).tagIds;
    expect(await tagIds()).toEqual([one, two]);
    await call.items.update({ id, version: 1, tagIds: [two, three].map(String) });
    expect(await tagIds()).toEqual([two, three]);
    await call.items.update({ id, version: 2, name: "Lamp with tags" });
    expect(await tagIds()).toEqual([two, three]);
    await call.items.update({ id, version: 3, tagIds: [] });
    expect(await tagIds()).toEqual([]);
  });

  test("keep a concurrent change of a colleague", async () => {
    const { call } = acme.members.admin;
    const { id } = await call.items.create({ ...item, sku: "V-1" });
    const { version } = await call.items.byId({ id });
    await call.items.update({ ...item, sku: "V-1", id, version, name: "First" });
    expect((await refusal(call.items.update({ ...item, sku: "V-1", id, version, name: "Second" }))).issues).toEqual([
      " stale",
      "name stale",
    ]);
    expect((await call.items.byId({ id })).name).toBe("First");
  });
});

describe("tags", () => {
  test("have unique names without regard to case; a deleted tag is removed from its items", async () => {
    const { call } = acme.members.admin;
    const { id } = await call.tags.create({ name: "Fragile", color: "red" });
    expect((await refusal(call.tags.create({ name: "fragile", color: "blue" }))).issues).toEqual(["name taken"]);
    await call.tags.create({ name: "Übergröße", color: "red" });
    expect((await refusal(call.tags.create({ name: "ÜBERGRÖßE", color: "blue" }))).issues).toEqual(["name taken"]);
    await call.tags.update({ id, name: "FRAGILE", version: 1 });
    const tagged = await call.items.create({ ...item, sku: "TAGGED", tagIds: [id, id] });
    expect((await call.items.byId({ id: tagged.id })).tagIds).toEqual([id]);
    await call.tags.delete({ id });
    expect((await call.items.byId({ id: tagged.id })).tagIds).toEqual([]);
  });
});

describe("places", () => {
  test("have a unique code, and a postcode in the form of their country", async () => {
    const { call } = acme.members.admin;
    const { id } = await call.places.create(place);
    const refused = await refusal(call.places.create({ ...place, postcode: "nope", city: "" }));
    expect(refused.issues).toEqual(["city required", "code taken"]);
    const { version } = await call.places.byId({ id });
    await call.places.update({ ...place, id, version, country: "NL", postcode: "nl-1012ab" });
    expect(await call.places.byId({ id })).toMatchObject({ country: "NL", postcode: "1012 AB" });
    expect((await call.places.list({ countries: ["NL"] })).items).toHaveLength(1);
    expect((await call.places.list({ search: "berl" })).items).toHaveLength(1);
  });

  test("can be deleted unless parcels go to them; those are named to people who may read them", async () => {
    const { admin, viewer } = (await make("initech")).members;
    const { call } = admin;
    const { id } = await call.places.create(place);
    const lamp = await call.items.create({ ...item, stock: 50 });
    const lines = [{ itemId: lamp.id, quantity: 1 }];
    for (const n of [1, 2, 3, 4]) await call.parcels.create({ reference: `GO-${n}`, recipientId: id, lines });
    expect(await refusal(call.places.delete({ id }))).toEqual({ code: "BAD_REQUEST", issues: [" conflict"] });
    await expect(call.places.delete({ id })).rejects.toThrow(
      /^This place is in use: (parcel GO-\d, ){2}parcel GO-\d and others\.$/,
    );
    expect((await refusal(viewer.call.places.delete({ id }))).code).toBe("FORBIDDEN");
    const permissions = ["tenants.read", "places.read", "places.delete"];
    const role = await call.roles.create({ name: "Surveyor", permissions });
    await call.tenants.setRole({ userId: viewer.id, role: role.id });
    await expect(viewer.call.places.delete({ id })).rejects.toThrow("This place is in use: parcel and others.");
    const unused = await call.places.create({ ...place, code: "UNUSED" });
    await viewer.call.places.delete(unused);
    expect((await refusal(call.places.byId(unused))).code).toBe("NOT_FOUND");
  });

  test("cannot be deleted while a parcel to them is written: one of both is refused", async () => {
    const { call } = acme.members.admin;
    const { id } = await call.places.create({ ...place, code: "RACE" });
    const lamp = await call.items.create({ ...item, sku: "RACE", stock: 50 });
    const parcel = { reference: "RACE", recipientId: id, lines: [{ itemId: lamp.id, quantity: 1 }] };
    const [made, deleted] = await Promise.allSettled([call.parcels.create(parcel), call.places.delete({ id })]);
    expect([made.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
  });
});

// cspell:ignore Strasse
describe("names are in the order of a dictionary:", () => {
  const sorted = ["2 Go", "apple", "Apple", "Äpple", "Ärzte", "Strasse", "Straße", "Über", "Zürich"];
  const shuffled = sorted.toSorted((one, other) => (one < other ? 1 : -1));
  const namesOf = ({ items: rows }: { items: readonly { name: string }[] }) => rows.map(({ name }) => name);
  let call: Awaited<ReturnType<typeof make>>["members"]["admin"]["call"];

  beforeAll(async () => {
    ({ call } = (await make("umbrella")).members.admin);
  });

  test("of tags", async () => {
    const colored = shuffled.filter((name) => name !== "apple");
    for (const name of colored) await call.tags.create({ name, color: "red" });
    expect(namesOf(await call.tags.list())).toEqual(sorted.filter((name) => name !== "apple"));
  });

  test("of items, in both directions, and found by a search", async () => {
    for (const [n, name] of shuffled.entries()) await call.items.create({ ...item, sku: `SORT-${n}`, name });
    expect(namesOf(await call.items.list({ sort: "name" }))).toEqual(sorted);
    expect(namesOf(await call.items.list({ sort: "name", descending: true }))).toEqual(sorted.toReversed());
    expect(namesOf(await call.items.list({ sort: "name", search: "sort" }))).toEqual(sorted);
  });

  test("of places, page by page, and those of one name by their ids", async () => {
    const all = [...shuffled, ...shuffled];
    for (const [n, name] of all.entries()) await call.places.create({ ...place, code: `SORT-${n}`, name });
    const seen: { id: string; name: string }[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof call.places.list>> = await call.places.list({ limit: 5, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect(namesOf({ items: seen })).toEqual(sorted.flatMap((name) => [name, name]));
    for (const name of sorted) {
      const [one = "", other = ""] = seen.filter((row) => row.name === name).map(({ id }) => id);
      expect(one < other, name).toBe(true);
    }
  });
});

test("ids are equal in any letter case, everywhere in an input", async () => {
  const { call } = acme.members.admin;
  const tag = await call.tags.create({ name: "Upper", color: "red" });
  const lamp = await call.items.create({ ...item, sku: "UPPER", tagIds: [tag.id, tag.id.toUpperCase()] });
  const ada = await call.places.create({ ...place, code: "UPPER" });
  expect(await call.items.byId({ id: lamp.id.toUpperCase() })).toMatchObject({ id: lamp.id, tagIds: [tag.id] });
  expect((await call.items.list({ tagIds: [tag.id.toUpperCase()] })).items).toHaveLength(1);
  const lines = [{ itemId: lamp.id.toUpperCase(), quantity: 1 }];
  const parcel = { reference: "UPPER", recipientId: ada.id.toUpperCase(), lines, tagIds: [tag.id.toUpperCase()] };
  const { id } = await call.parcels.create(parcel);
  await call.parcels.update({ ...parcel, id: id.toUpperCase(), version: 1 });
  // The same item twice, however it is written.
  const twice = [...lines, { itemId: lamp.id, quantity: 1 }];
  const refused = await refusal(call.parcels.create({ ...parcel, reference: "TWICE", lines: twice }));
  expect(refused.issues).toEqual(["lines.1.itemId conflict"]);
});

describe("another tenant's rows", () => {
  test("are not found by their ids, in any procedure", async () => {
    const { call } = globex.members.admin;
    const theirs = {
      item: await call.items.create({ ...item, sku: "SECRET" }),
      place: await call.places.create({ ...place, code: "SECRET" }),
      tag: await call.tags.create({ name: "SECRET", color: "red" }),
    };
    const mine = acme.members.admin.call;
    const attempts = [
      () => mine.items.byId(theirs.item),
      () => mine.items.archive(theirs.item),
      () => mine.items.update({ ...item, sku: "MINE", ...theirs.item, version: 1 }),
      () => mine.places.byId(theirs.place),
      () => mine.places.update({ ...place, code: "MINE", ...theirs.place, version: 1 }),
      () => mine.places.delete(theirs.place),
      () => mine.tags.update({ id: theirs.tag.id, version: 1, name: "MINE" }),
      () => mine.tags.delete(theirs.tag),
    ];
    for (const attempt of attempts) expect((await refusal(attempt())).code).toBe("NOT_FOUND");
    expect((await call.items.byId(theirs.item)).sku).toBe("SECRET");
  });

  test("stay hidden if a service omits its filter, and without a tenant nothing is visible", async () => {
    const { direct } = testApp;
    for (const table of [items, places, tags, parcels]) {
      const tenantsSeen = await direct.transaction({ tenantId: acme.id, readOnly: true }, async ({ db }) =>
        (await db.select({ tenantId: table.tenantId }).from(table)).map((row) => row.tenantId),
      );
      expect([...new Set(tenantsSeen)]).toEqual([acme.id]);
      const unset = await direct.transaction({ readOnly: true }, ({ db }) =>
        db.select({ tenantId: table.tenantId }).from(table),
      );
      expect(unset).toEqual([]);
    }
  });
});
