import { postgres } from "@waybill/db/testing";
import type { countryCodes } from "@waybill/validators";
import { type itemFilter, itemSorts } from "@waybill/validators/items";
import { needsPostcode, type placeFilter, placeSorts } from "@waybill/validators/places";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { refusal, TestApp, type TestMember } from "../../../testing.ts";
import { fillTenants } from "../testing/skewed-world.ts";

// The lists of items and places: each filter, each pair and each order is compared with a few lines that check every row.

type Items = z.input<typeof itemFilter>;
type Places = z.input<typeof placeFilter>;

interface Item {
  id: string;
  sku: string;
  name: string;
  archived: boolean;
  low: boolean;
  tags: string[];
}
interface Place {
  id: string;
  code: string;
  name: string;
  country: (typeof countryCodes)[number];
  line1: string | null;
  postcode: string | null;
  located: boolean;
}

let call: TestMember["call"];
let tags: string[];
let items: Item[];
let places: Place[];

// cspell:ignore Apfel Arzt Lagerhaus Lodz Nandu Strasse
/** Names of items and places, not in order. */
const names = [
  ...["Zürich", "Ärzte", "arzt", "Arzt", "äpfel", "Äpfel", "Apfel", "apfel", "Zug", "zürich"],
  ...["Lager 10", "Lager 2", "10 Downing Street", "2 Rue", "(Lager)", "lager", "Lager-West", "Lagerhaus"],
  ...["Straße", "Strasse", "Øresund", "Ost", "Œuvre", "Oeuvre", "Łódź", "Lodz", "Ñandú", "Nandu", "naïve", "naive"],
  ...["Ελλάδα", "Москва", "москва", "東京", "Ivan", "ıvan", "İvan", "St. Pölten", "St Pölten", "Überlingen"],
];

beforeAll(async () => {
  const testApp = await TestApp.start({ JOBS_MODE: "queue" });
  const tenant = await testApp.tenant("acme", "owner");
  const other = await testApp.tenant("globex", "owner");
  ({ call } = tenant.members.owner);
  const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  await fillTenants(owner, [tenant.id, other.id], { parcels: 1, places: 150, items: 150 });
  await owner.begin(async (sql) => {
    // Some share a name.
    await sql`
      update items set name = case when n % 40 = 7 then 'Lantern' else (${names}::text[])[1 + n % 40] end, on_hand = n % 11, archived_at = case when n % 5 = 0 then now() end,
        low_stock_at = case when n % 3 > 0 then 4 end
      from (select id as numbered, (row_number() over (order by sku))::int as n from items) as numbers where id = numbered`;
    await sql`
      insert into item_tags (tenant_id, item_id, tag_id)
      select items.tenant_id, items.id, tags.id from items join tags on tags.tenant_id = items.tenant_id
      where abs(hashtext(items.sku || tags.name)) % 3 = 0 on conflict do nothing`;
    await sql`
      update places set name = case when n % 40 = 7 then 'Lighthouse' else (${names}::text[])[1 + n % 40] end, country = (array['DE', 'FR', 'IE', 'NL'])[1 + n % 4],
        postcode = case when n % 6 > 0 then postcode end, latitude = case when n % 2 = 0 then 52.5 end,
        longitude = case when n % 4 < 3 then 13.4 end
      from (select id as numbered, (row_number() over (order by code))::int as n from places) as numbers where id = numbered`;
  });
  tags = (await call.tags.list()).items.map(({ id }) => id);
  items = await owner<Item[]>`
    select id, sku, name, archived_at is not null as archived, coalesce(on_hand - reserved <= low_stock_at, false) as low,
      array(select tag_id from item_tags where item_id = items.id) as tags
    from items where tenant_id = ${tenant.id}`;
  places = await owner<Place[]>`
    select id, code, name, country, line1, postcode, latitude is not null and longitude is not null as located
    from places where tenant_id = ${tenant.id}`;
  await owner.end();
});

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
/** The order of names, as a browser sorts them. */
const { compare: compareNames } = new Intl.Collator("en");

/** The ids of rows in order. */
function ordered<Key extends string, Row extends Record<Key | "id", string>>(
  rows: readonly Row[],
  key: Key,
  descending = false,
) {
  const way = descending ? -1 : 1;
  const compareKeys = key === "name" ? compareNames : compare;
  return rows
    .toSorted((one, other) => way * (compareKeys(one[key], other[key]) || compare(one.id, other.id)))
    .map(({ id }) => id);
}

function expectedItems(filter: Items): string[] {
  const asked = filter.tagIds ?? [];
  const has = (item: Item) => (tag: string) => item.tags.includes(tag);
  const matching = items.filter(
    (item) =>
      item.archived === Boolean(filter.archived) &&
      (!filter.low || item.low) &&
      (asked.length === 0 || (filter.allTags ? asked.every(has(item)) : asked.some(has(item)))) &&
      (!filter.search || item.name === "Lantern"),
  );
  const key = { sku: "sku", name: "name", created: "id" } as const;
  return ordered(matching, key[filter.sort ?? "sku"], filter.descending);
}

function expectedPlaces(filter: Places): string[] {
  const incomplete = (place: Place) =>
    place.line1 === null || (place.postcode === null && needsPostcode(place.country));
  const matching = places.filter(
    (place) =>
      (!filter.countries?.length || filter.countries.some((code) => code.toUpperCase() === place.country)) &&
      (!filter.address || incomplete(place) === (filter.address === "incomplete")) &&
      (!filter.coordinates || place.located === (filter.coordinates === "with")) &&
      (!filter.search || place.name === "Lighthouse"),
  );
  const key = { name: "name", code: "code", country: "country", created: "id" } as const;
  return ordered(matching, key[filter.sort ?? "name"], filter.descending);
}

/** The ids of all pages. */
async function allPages(
  list: (cursor: string | null) => Promise<{ items: { id: string }[]; nextCursor: string | null }>,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(cursor);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}
const listedItems = (filter: Items, limit: number) =>
  allPages((cursor) => call.items.list({ ...filter, limit, cursor }));
const listedPlaces = (filter: Places, limit: number) =>
  allPages((cursor) => call.places.list({ ...filter, limit, cursor }));

const itemFilters: Record<string, () => Items> = {
  nothing: () => ({}),
  archived: () => ({ archived: true }),
  low: () => ({ low: true }),
  "a tag": () => ({ tagIds: tags.slice(0, 1) }),
  "any of two tags": () => ({ tagIds: tags.slice(1, 3) }),
  "all of two tags": () => ({ tagIds: tags.slice(0, 2), allTags: true }),
  "a search": () => ({ search: "lantern" }),
};
const placeFilters: Record<string, () => Places> = {
  nothing: () => ({}),
  "a country": () => ({ countries: ["NL"] }),
  "two countries, one of them twice": () => ({ countries: ["DE", "IE", "de"] as Places["countries"] }),
  "a complete address": () => ({ address: "complete" }),
  "an incomplete address": () => ({ address: "incomplete" }),
  coordinates: () => ({ coordinates: "with" }),
  "no coordinates": () => ({ coordinates: "without" }),
  "a search": () => ({ search: "lighthouse" }),
};

/** Each filter with each other one. */
const pairs = (filters: Record<string, unknown>) =>
  Object.keys(filters).flatMap((one, at, names) => names.slice(at + 1).map((other) => [one, other] as const));

describe("the list of items", () => {
  test.each(Object.entries(itemFilters))("by %s, in each order, page by page", async (_name, filter) => {
    for (const sort of itemSorts) {
      for (const descending of [false, true]) {
        const asked = { ...filter(), sort, descending };
        expect(await listedItems(asked, 41), JSON.stringify(asked)).toEqual(expectedItems(asked));
      }
    }
  });

  test.each(pairs(itemFilters))("by %s and %s", async (one, other) => {
    const filter = { ...itemFilters[one]?.(), ...itemFilters[other]?.() };
    const asked = { ...filter, ...(filter.search ? { sort: "sku" as const } : {}) };
    expect(await listedItems(asked, 17)).toEqual(expectedItems(asked));
  });

  test("has matches for each filter", () => {
    for (const [name, filter] of Object.entries(itemFilters)) {
      expect(expectedItems(filter()).length, name).toBeGreaterThan(0);
    }
  });

  test("by a search is in the order of relevance, page by page", async () => {
    const found = await listedItems({ search: "sku-00000" }, 3);
    expect(found.toSorted()).toEqual(
      items
        .filter(({ sku, archived }) => sku.startsWith("SKU-00000") && !archived)
        .map(({ id }) => id)
        .toSorted(),
    );
    const [exact] = await listedItems({ search: "sku-000011" }, 1);
    expect(exact).toBe(items.find(({ sku }) => sku === "SKU-000011")?.id);
  });
});

describe("the list of places", () => {
  test.each(Object.entries(placeFilters))("by %s, in each order, page by page", async (_name, filter) => {
    for (const sort of placeSorts) {
      for (const descending of [false, true]) {
        const asked = { ...filter(), sort, descending };
        expect(await listedPlaces(asked, 41), JSON.stringify(asked)).toEqual(expectedPlaces(asked));
      }
    }
  });

  test.each(pairs(placeFilters))("by %s and %s", async (one, other) => {
    const filter = { ...placeFilters[one]?.(), ...placeFilters[other]?.() };
    const asked = { ...filter, ...(filter.search ? { sort: "name" as const } : {}) };
    expect(await listedPlaces(asked, 17)).toEqual(expectedPlaces(asked));
  });

  test("has matches for each filter", () => {
    for (const [name, filter] of Object.entries(placeFilters)) {
      expect(expectedPlaces(filter()).length, name).toBeGreaterThan(0);
    }
  });
});

test("a cursor of another order is refused", async () => {
  const byName = await call.items.list({ sort: "name", limit: 1 });
  const refused = await refusal(call.items.list({ sort: "created", cursor: byName.nextCursor }));
  expect(refused.issues).toEqual(["cursor invalid"]);
  const searched = await refusal(call.items.list({ search: "item", cursor: byName.nextCursor }));
  expect(searched.issues).toEqual(["cursor invalid"]);
});

test("views of items and places are saved, and count their rows", async () => {
  const low = await call.views.create({
    list: "items",
    name: "Low",
    state: { low: true, tagIds: tags.slice(0, 1) },
    shared: true,
  });
  const nearby = await call.views.create({
    list: "places",
    name: "Without coordinates",
    state: { countries: ["NL"], coordinates: "without", sort: "code" },
    shared: false,
  });
  const counted = (expected: string[]) => ({ count: expected.length, more: false });
  expect(await call.views.count(low)).toEqual(counted(expectedItems({ low: true, tagIds: tags.slice(0, 1) })));
  expect(await call.views.count(nearby)).toEqual(
    counted(expectedPlaces({ countries: ["NL"], coordinates: "without" })),
  );
  const refused = await refusal(
    call.views.create({ list: "places", name: "Wrong", state: { address: "lost" }, shared: false }),
  );
  expect(refused.issues).toEqual(["state.address invalid"]);
});
