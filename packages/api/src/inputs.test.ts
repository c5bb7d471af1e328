import * as tables from "@waybill/db/schema";
import { fieldIssue, fileName, id, int4, mediaType, text, whole } from "@waybill/validators";
import { everySchema, flawsOf } from "@waybill/validators/testing";
import { getTableColumns, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { procedures } from "./inputs.ts";

// Generated from the router and the validators: a new input is covered the moment that it exists.

const safe = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

/** The range of the columns with a name, the narrowest of all tables. */
const byName = new Map<string, typeof safe>();
for (const table of Object.values(tables).filter((one) => is(one, PgTable))) {
  for (const [name, { columnType }] of Object.entries(getTableColumns(table))) {
    if (columnType === "PgInteger") byName.set(name, int4);
    else if (columnType.startsWith("Pg") && !byName.has(name)) byName.set(name, safe);
  }
}

/** A number that meets no column by its name is held to the narrowest kind. */
const boundsOf = (path: string) => byName.get(path.split(".").at(-1) ?? "") ?? int4;

const inputs = procedures.flatMap(({ name, input: schema }) => (schema ? [{ name, schema }] : []));

/** Schemas of outputs, and of file metadata, which is made storable instead of being refused. */
const others: unknown[] = [fieldIssue, fileName, mediaType];

const shared = (await everySchema()).filter(({ schema }) => !others.includes(schema));

describe("inputs consist of storable texts, numbers that fit their column, and bounded lists:", () => {
  test.each(inputs)("the input of $name", ({ schema }) => expect(flawsOf(schema, boundsOf)).toEqual([]));
  test.each(shared)("the schema $name", ({ schema }) => expect(flawsOf(schema, boundsOf)).toEqual([]));

  test("enough schemas are checked", () => {
    expect(inputs.length).toBeGreaterThan(40);
    expect(shared.length).toBeGreaterThan(60);
    expect([...byName.values()]).toContain(safe);
    expect(byName.get("version")).toBe(int4);
  });
});

describe("the check finds a planted fault:", () => {
  test.each([
    ["an unbounded text", z.object({ note: z.string().max(10) }), /^note takes .* which cannot be stored$/],
    [
      "a text without a maximum",
      z.object({ note: text({ max: 9 }).nullish(), more: z.string() }),
      /^more has no longest/,
    ],
    [
      "a pattern that accepts NUL",
      z
        .string()
        .max(9)
        .regex(/^[^a]*$/),
      /^the input takes/,
    ],
    [
      "a number without bounds",
      z.object({ lines: z.array(z.object({ n: z.number().int() })).max(2) }),
      /^lines\.\*\.n goes from/,
    ],
    ["a number beyond its column", z.object({ stock: whole(0, 2 ** 31) }), /^stock goes from 0 to 2147483648/],
    ["a number beyond the safe integers", z.object({ price: z.number().min(0).max(1e300) }), /^price goes/],
    ["a list without a maximum", z.object({ ids: z.array(id).default([]) }), /^ids has no most entries$/],
    ["anything", z.object({ filter: z.unknown() }), /^filter takes anything$/],
    ["a record", z.record(z.string(), z.boolean()), /^the input takes anything$/],
    ["one option of a union", z.union([id, z.string().max(5)]), /^the input takes/],
  ])("%s", (_what, schema, flaw) => expect(flawsOf(schema, boundsOf)).toEqual([expect.stringMatching(flaw)]));
});
