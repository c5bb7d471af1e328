import { expect, test } from "vitest";
import { parcelListQuery } from "./parcel-links.ts";
import { parcelListState } from "./parcel-list.ts";

const tag = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
const days = { from: "2026-01-01", to: "2026-01-31" };

test.each([
  [
    { states: ["failed"] as const, carrier: "DHL", dispatched: days },
    { states: ["failed"], carriers: ["DHL"], dispatched: days },
  ],
  [
    { tag, delivered: days },
    { tagIds: [tag], delivered: days },
  ],
  [{ tag: undefined, carrier: null }, {}],
])("a number that means %j leads to a list that reads it so", (meant, read) => {
  expect(parcelListState.read(Object.fromEntries(new URLSearchParams(parcelListQuery(meant))))).toEqual(read);
});
