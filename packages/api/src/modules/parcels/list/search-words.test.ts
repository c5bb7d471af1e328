import { readFile } from "node:fs/promises";
import { migrate } from "@waybill/db/migrate";
import { places } from "@waybill/db/places";
import { searchWords } from "@waybill/db/search";
import { enterTenant, postgres } from "@waybill/db/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ofTenant } from "../../../core/index.ts";
import { TestApp } from "../../../testing.ts";

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;
let acme: Awaited<ReturnType<typeof setUp>>;

async function setUp(slug: string) {
  const tenant = await testApp.tenant(slug, "owner");
  const { call } = tenant.members.owner;
  const item = { sku: "LMP-100", name: "Desk lamp", weight: 1, stock: 1000, price: 1, currency: "EUR" };
  const { id: itemId } = await call.items.create(item);
  const place = { code: "P-1", name: "Ada", country: "GB", city: "London", postcode: "SW1A 1AA", line1: "Street 1" };
  const { id: recipientId } = await call.places.create(place);
  const lines = [{ itemId, quantity: 1 }];
  const { id: parcelId } = await call.parcels.create({ reference: "WB-1001", recipientId, lines, packed: true });
  return { ...tenant, call, place, itemId, recipientId, parcelId };
}

beforeAll(async () => {
  testApp = await TestApp.start();
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  acme = await setUp("acme");
});
afterAll(() => owner.end());

/** The words of a tenant's records, in order. */
const wordsOf = async (tenantId: string) =>
  (
    await owner<{ entry: string }[]>`
    select kind || ' ' || word as entry from search_words where tenant_id = ${tenantId} order by 1`
  ).map(({ entry }) => entry);

const formerWordsOf = async (tenantId: string) =>
  (
    await owner<{ entry: string }[]>`
    select kind || ' ' || word as entry from former_words where tenant_id = ${tenantId} order by 1`
  ).map(({ entry }) => entry);

const inAcme = (statement: string) =>
  owner.begin(async (tx) => {
    await enterTenant(tx, acme.id);
    await tx.unsafe(statement);
  });

describe("the words of records", () => {
  test("are written with the record, including the parts of a text after signs or digits", async () => {
    const words = ["100", "desk", "lamp", "lmp100", "^desklamp", "^lmp100"].map((word) => `item ${word}`);
    words.push("parcel 1001", "parcel wb1001");
    const ofPlace = ["1", "1a", "1aa", "1a1aa", "ada", "london", "p1", "sw1a", "sw1a1aa", "^ada", "^p1"].map(
      (word) => `place ${word}`,
    );
    expect(await wordsOf(acme.id)).toEqual([...words, ...ofPlace].sort());
  });

  test("stay after a change, and are deleted with the record", async () => {
    const other = await setUp("renamed");
    await owner`update places set name = 'Grace' where tenant_id = ${other.id}`;
    const before = await wordsOf(other.id);
    expect(before).toEqual(expect.arrayContaining(["place ada", "place grace"]));
    await owner`insert into places (tenant_id, id, code, name, country, city)
      values (${other.id}, gen_random_uuid(), 'GONE', 'Gone', 'GB', 'Leeds')`;
    expect(await wordsOf(other.id)).toEqual(expect.arrayContaining(["place gone", "place leeds"]));
    // A deletion takes former words along.
    await owner`update places set name = 'Left', city = 'York' where tenant_id = ${other.id} and code = 'GONE'`;
    await owner`update places set name = 'Gone', code = 'AWAY' where tenant_id = ${other.id} and code = 'GONE'`;
    expect(await wordsOf(other.id)).toEqual(
      expect.arrayContaining(["place ^gone", "place leeds", "place left", "place ^away"]),
    );
    await owner`delete from places where tenant_id = ${other.id} and code = 'AWAY'`;
    expect(await wordsOf(other.id)).toEqual(before);
    expect(await formerWordsOf(other.id)).toEqual(["place ^ada", "place ada"]);
    await owner`delete from tenants where id = ${other.id}`;
    expect(await wordsOf(other.id)).toEqual([]);
    expect(await formerWordsOf(other.id)).toEqual([]);
  });

  test("are deleted with thousands of records in one statement", async () => {
    const other = await setUp("emptied");
    const before = await wordsOf(other.id);
    await owner`insert into places (tenant_id, id, code, name, country, city)
      select ${other.id}, gen_random_uuid(), 'X-' || n, 'Number ' || n, 'GB', 'Leeds' from generate_series(1, 6000) as n`;
    await owner`delete from places where tenant_id = ${other.id} and code like 'X-%'`;
    expect(await wordsOf(other.id)).toEqual(before);
  });

  test("cannot be written by the application, and are visible only in their tenant", async () => {
    const write = testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.execute(sql`delete from search_words where tenant_id = ${acme.id}`),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: "42501" } });
    const globex = await setUp("globex");
    const seen = await testApp.direct.transaction({ tenantId: globex.id }, ({ db }) =>
      db.select().from(searchWords).where(ofTenant(acme.id, searchWords)),
    );
    expect(seen).toEqual([]);
  });

  test("can be stored for any text", async () => {
    const names = ["ﷺ".repeat(120), "x".repeat(120), "-".repeat(120), "a-".repeat(60), "😀 \u0301"];
    for (const [index, name] of names.entries()) {
      await acme.call.places.create({ ...acme.place, code: `LONG-${index}`, name });
    }
    expect((await acme.call.places.list({ search: "x".repeat(120) })).items).toHaveLength(1);
    // An even and an odd place of the cut, with letters of two code units.
    for (const [index, name] of ["😀".repeat(60), `a${"😀".repeat(60)}`].entries()) {
      await acme.call.places.create({ ...acme.place, code: `LONG-E${index}`, name });
      await acme.call.places.create({ ...acme.place, code: `LONG-F${index}`, name: `Next ${name}` });
      const { items } = await acme.call.places.list({ search: name });
      expect(items.map(({ code }) => code)).toEqual([`LONG-E${index}`, `LONG-F${index}`]);
    }
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.delete(places).where(ofTenant(acme.id, places, sql`${places.code} like 'LONG-%'`)),
    );
  });
});

describe("among more records with the word than are scanned", () => {
  let crowd: Awaited<ReturnType<typeof setUp>>;
  beforeAll(async () => {
    crowd = await setUp("crowd");
  });
  /** Adds places in Berlin. */
  const inBerlin = (count: number, code = "B") => owner`
    insert into places (tenant_id, id, code, name, country, city)
    select ${crowd.id}, gen_random_uuid(), ${code} || '-' || n, 'Nr ' || n, 'DE', 'Berlin' from generate_series(1, ${count}::int) as n`;
  const found = async (input: object) => (await crowd.call.places.list({ search: "berlin", ...input })).items;

  test("below 5,000, all are found", async () => {
    await inBerlin(2100);
    await crowd.call.places.create({
      ...crowd.place,
      code: "FAR",
      name: "Berlin & Co",
      country: "FR",
      postcode: undefined,
    });
    expect(await found({ countries: ["FR"] })).toMatchObject([{ code: "FAR" }]);
    let count = 0;
    for (let cursor: string | null = null; ; ) {
      const page = await crowd.call.places.list({
        search: "berlin",
        limit: 100,
        ...(cursor ? { cursor } : {}),
      });
      count += page.items.length;
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect(count).toBe(2101);
  });

  test("above, those whose code or name is or begins with the text come first", async () => {
    await inBerlin(3000, "C");
    await crowd.call.places.create({ ...crowd.place, code: "BERLIN", name: "Depot" });
    expect((await found({ limit: 2 })).map(({ code }) => code)).toEqual(["BERLIN", "FAR"]);
  });

  test("former names do not come first", async () => {
    const { id } = await crowd.call.places.create({ ...crowd.place, code: "OLD", name: "Berlin" });
    await crowd.call.places.update({ ...crowd.place, id, code: "OLD", name: "Hall in Berlin", version: 1 });
    expect((await found({ limit: 3 })).map(({ code }) => code).slice(0, 2)).toEqual(["BERLIN", "FAR"]);
  });

  test("names of several words come first", async () => {
    const item = { sku: "BB", name: "Blue Box", weight: 1, stock: 0, price: 1, currency: "EUR" };
    const { id } = await crowd.call.items.create(item);
    for (let n = 0; n < 7; n += 1)
      await crowd.call.items.create({ ...item, sku: `LB-${n}`, name: `Large blue box ${n}` });
    const [first] = (await crowd.call.items.list({ search: "blue box" })).items;
    expect(first?.id).toBe(id);
    const { items } = await crowd.call.search.find({ search: "Blue Box" });
    expect(items.map((one) => one.id)).toContain(id);
  });
});

describe("an existing database", () => {
  test("gets the former words of records by a migration, without those of deleted records", async () => {
    const { id, recipientId, itemId } = await setUp("former");
    await owner`update places set name = 'Grace' where tenant_id = ${id} and id = ${recipientId}`;
    await owner`update items set sku = 'NEW-1' where tenant_id = ${id} and id = ${itemId}`;
    const [before, words] = [await formerWordsOf(id), await wordsOf(id)];
    expect(before).toEqual(["item ^lmp100", "item 100", "item lmp100", "place ^ada", "place ada"].sort());
    await owner`delete from former_words where tenant_id = ${id}`;
    await owner`insert into search_words (tenant_id, kind, word, thing_id) values (${id}, 'place', 'deleted', gen_random_uuid())`;
    const migration = await readFile(
      new URL("../../../../../db/migrations/0026_former_words.sql", import.meta.url),
      "utf8",
    );
    await owner.unsafe(migration.split("--> statement-breakpoint").at(-1) ?? "");
    expect(await formerWordsOf(id)).toEqual(before);
    expect(await wordsOf(id)).toEqual(words);
  });

  /** Has the database as it was before there were words, as far as filling goes. */
  const forget = async () => {
    await owner`delete from search_words`;
    await owner`comment on function fill_search_places is null`;
    await owner`comment on function fill_search_items is null`;
    await owner`comment on function fill_search_parcels is null`;
  };

  test("gets its words by the migration, also after an interruption", async () => {
    const before = await wordsOf(acme.id);
    await forget();
    await inAcme(`
      create function planted() returns trigger language plpgsql as $$ begin raise exception 'interrupted'; end $$;
      create trigger planted before insert on search_words for each row when (new.kind = 'parcel') execute function planted()`);
    await expect(migrate(testApp.urls.ownerUrl)).rejects.toThrow("interrupted");
    expect(await wordsOf(acme.id)).not.toEqual(before);
    await owner`drop function planted cascade`;
    await migrate(testApp.urls.ownerUrl);
    expect(await wordsOf(acme.id)).toEqual(before);
  });

  test("gets its words in batches, for any number of rows", async () => {
    const before = await wordsOf(acme.id);
    const more = Array.from({ length: 5 }, (_, n) => `M-${n}`);
    for (const code of more) await acme.call.places.create({ ...acme.place, code });
    await forget();
    const calls = await owner.begin(async (tx) => {
      await enterTenant(tx, acme.id);
      let after: string | null = null;
      for (let count = 1; ; count += 1) {
        const rows: { last: string | null }[] = await tx`select fill_search_places(${after}::uuid, 2) as last`;
        after = rows[0]?.last ?? null;
        if (after === null) return count;
      }
    });
    expect(calls).toBe(4);
    const codes = more.map((code) => `place ${code.toLowerCase().replace("-", "")}`);
    expect(await wordsOf(acme.id)).toEqual(
      expect.arrayContaining([...codes, ...before.filter((one) => one.startsWith("place"))]),
    );
    await migrate(testApp.urls.ownerUrl);
  });

  test("gets the words of dispatched parcels from their shipments, even if place and items have other names now", async () => {
    const { id: tenantId, call, parcelId, recipientId, itemId, place } = await setUp("sent");
    await call.parcels.dispatch({ id: parcelId });
    await call.places.update({ ...place, id: recipientId, name: "Grace", city: "Paris", version: 1 });
    await call.items.update({ id: itemId, sku: "NEW-1", name: "Chandelier", version: 1 });
    await forget();
    await owner`delete from former_words where tenant_id = ${tenantId}`;
    await migrate(testApp.urls.ownerUrl);
    expect(await formerWordsOf(tenantId)).toEqual(expect.arrayContaining(["item lamp", "place ada"]));
    for (const search of ["london", "ada", "lmp-100", "desk lamp", "sw1a1aa"]) {
      expect((await call.parcels.list({ search })).items, search).toHaveLength(1);
    }
    for (const search of ["paris", "chandelier"]) {
      expect((await call.parcels.list({ search })).items, search).toHaveLength(0);
    }
    expect((await call.places.list({ search: "london" })).items).toEqual([]);
    expect((await call.places.list({ search: "paris" })).items).toHaveLength(1);
  });
});
