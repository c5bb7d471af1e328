import { days, idList, search, whole } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { listState } from "./list-state.ts";
import { writeState } from "./list-url.ts";

const urlKeys = { search: "q", states: "state", tagIds: "tag", allTags: "all", noProgressFor: "still" };
const schema = z.object({
  search,
  states: z.array(z.enum(["packed", "failed"])).optional(),
  tagIds: idList(20).optional(),
  allTags: z.boolean().optional(),
  created: days.optional(),
  dispatched: days.optional(),
  delivered: days.optional(),
  noProgressFor: whole(1, 30).optional(),
  sort: z.enum(["created", "updated"]).optional(),
  ascending: z.boolean().optional(),
  open: z.boolean().optional(),
});
const state = listState(schema, urlKeys);
const read = (query: string) => state.read(Object.fromEntries(new URLSearchParams(query)));
const tag = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

describe("the state of a list in the URL", () => {
  test.each([
    [{ search: "lamp, blue & 1..2" }, "?q=lamp%2C+blue+%26+1..2"],
    [{ states: ["packed", "failed"] }, "?state=packed%2Cfailed"],
    [{ tagIds: [tag], allTags: true }, `?tag=${tag}&all=1`],
    [{ created: { last: 7 } }, "?created=last7"],
    [{ delivered: { from: "2026-01-01", to: "2026-01-31" } }, "?delivered=2026-01-01..2026-01-31"],
    [{ dispatched: { to: "2026-01-31" } }, "?dispatched=..2026-01-31"],
    [{ noProgressFor: 3, sort: "updated", ascending: true }, "?still=3&sort=updated&ascending=1"],
    [{ open: false }, "?open=0"],
    [{}, ""],
  ])("%j is written and read", (state, query) => {
    expect(writeState(state, urlKeys)).toBe(query);
    expect(read(query)).toEqual(state);
  });

  test("is read without invalid parts", () => {
    expect(read("?state=packed,nothing&created=tomorrow&still=many&sort=size&tag=none&q=lamp&x=1")).toEqual({
      ...{ states: ["packed"], search: "lamp" },
    });
    expect(read("?created=..&state=&delivered=2026-02-01..2026-01-01")).toEqual({});
  });

  test("names its saved view", () => {
    expect(writeState({ states: ["packed"] }, urlKeys, tag)).toBe(`?state=packed&view=${tag}`);
  });
});
