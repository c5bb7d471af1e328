import { parcelListing } from "@waybill/validators/parcels";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeState } from "@/lists/list-url.ts";
import { parcelListState } from "./parcel-list.ts";

const state = parcelListState;
const schema = parcelListing;
const id = fc.uuid();
const word = fc.constantFrom(
  ...["packed", "failed", "in_transit", "stuck", "DE", "GB", "updated", "reference", "Flaky Post", "1", "0", "3650"],
  ...[
    "last7",
    "last0",
    "2026-01-31",
    "2026-02-30",
    "1899-12-31",
    "9999-12-31",
    "10000-01-01",
    "\u2800",
    "\u200b",
    "e\u0301",
  ],
);
const part = fc.oneof(word, id, fc.string({ unit: "binary", maxLength: 130 }), fc.nat().map(String), fc.constant(""));
const text = fc.oneof(
  part,
  fc.array(fc.oneof(word, id), { maxLength: 60 }).map((all) => all.join(",")),
  fc.tuple(part, part).map((ends) => ends.join("..")),
);

describe("the state of the list of parcels in the URL", () => {
  const names = Object.keys(schema.shape);

  test("has a parser for each property of the schema", () =>
    expect(Object.keys(state.parsers).sort()).toEqual(names.sort()));

  test("is read as values that the schema accepts unchanged", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...names), text, (name, written) => {
        const urlKey = Reflect.get(state.urlKeys, name) ?? name;
        const read = state.read({ [urlKey]: written });
        if (Object.keys(read).length > 0) seen.add(name);
        expect(schema.parse(read)).toEqual(read);
        // The written state is read as the same state.
        expect(
          state.read(Object.fromEntries(new URLSearchParams(writeState({ ...read }, { ...state.urlKeys })))),
        ).toEqual(read);
      }),
      { numRuns: 4000, seed: 1 },
    );
    expect([...seen].sort(), "each part was read at least once").toEqual(names.sort());
  });

  const read = (query: string) => parcelListState.read(Object.fromEntries(new URLSearchParams(query)));
  const tag = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

  test.each([
    ["?q=lamp%2C+blue+%26+1..2", { search: "lamp, blue & 1..2" }],
    ["?state=packed%2Cfailed", { states: ["packed", "failed"] }],
    [`?tag=${tag}%2C${tag.toUpperCase()}&all=1`, { tagIds: [tag], allTags: true }],
    ["?created=last7", { created: { last: 7 } }],
    ["?delivered=2026-01-01..2026-01-31", { delivered: { from: "2026-01-01", to: "2026-01-31" } }],
    ["?dispatched=..2026-01-31", { dispatched: { to: "2026-01-31" } }],
    ["?still=3&sort=updated&up=1", { noProgressFor: 3, sort: "updated", ascending: true }],
    // Invalid parts are left out.
    [
      "?state=packed,nothing&created=tomorrow&still=many&sort=size&tag=none&q=lamp&x=1",
      { states: ["packed"], search: "lamp" },
    ],
    ["?created=..&state=&delivered=2026-02-01..2026-01-01", {}],
  ])("%s", (query, state) => expect(read(query)).toEqual(state));
});
