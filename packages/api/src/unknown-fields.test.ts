import * as tables from "@waybill/db/schema";
import { SecretSearch, searchDatabase } from "@waybill/db/secret-search";
import { getTableColumns, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { createContext } from "./core/procedures/request.ts";
import { createCaller } from "./root.ts";
import { validInputs } from "./testing/inputs.ts";
import { callByName, procedures } from "./testing/procedures.ts";
import { refusal, TestApp } from "./testing.ts";

// Unknown fields of an input are dropped: no undeclared field of a row is written, and no key reaches a prototype. The cases
// are generated from the router and the schema, so that new mutations are included.

const marker = "an unknown value that nothing keeps";

/** Every field of every row. */
const columns = new Set(
  Object.values(tables).flatMap((table) => (is(table, PgTable) ? Object.keys(getTableColumns(table)) : [])),
);

/** The names of all fields in a schema, at any depth. */
function fieldsOf(schema: unknown, seen = new Set<unknown>()): Set<string> {
  const fields = new Set<string>();
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return fields;
  seen.add(schema);
  const { shape } = schema as { shape?: Record<string, z.ZodType> };
  for (const name of Object.keys(shape ?? {})) fields.add(name);
  const inner = [...Object.values(shape ?? {}), ...Object.values(Reflect.get(schema, "def") ?? {})].flat();
  for (const one of inner) for (const name of fieldsOf(one, seen)) fields.add(name);
  return fields;
}

/** The fields of lists that a view stores: their values are validated. */
const listFields = () => [...testApp.app.registry.lists.values()].flatMap(({ state }) => [...fieldsOf(state)]);

/** An input with unknown fields in each of its objects: columns of rows, and prototype properties. */
function withUnknown(input: unknown, known: Set<string>): unknown {
  if (Array.isArray(input)) return input.map((one) => withUnknown(one, known));
  if (typeof input !== "object" || input === null || Object.getPrototypeOf(input) !== Object.prototype) return input;
  const polluted = { polluted: marker };
  // Defined, not assigned: `__proto__` is an own property then, as in JSON.
  return Object.fromEntries([
    ...[...columns].filter((name) => !known.has(name)).map((name) => [name, marker]),
    ...Object.entries(input).map(([name, value]) => [name, withUnknown(value, known)]),
    ["__proto__", polluted],
    ["constructor", { prototype: polluted }],
    ["prototype", polluted],
  ]);
}

/** The properties of built-in prototypes, by the name of their constructor. */
const prototypes = () =>
  [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, Error, Date, RegExp].map((kind) => [
    kind.name,
    Reflect.ownKeys(kind.prototype).map(String),
    Object.isFrozen(kind.prototype),
    Object.getPrototypeOf(kind.prototype) === (kind === Object ? null : Object.prototype),
  ]);

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner");

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  acme = await make();
});

const mutations = procedures.filter(({ type, schema }) => type === "mutation" && schema);

test("mutations write only declared fields, and none reaches a prototype", async () => {
  const { owner } = acme.members;
  const inputs = validInputs(testApp, acme, owner);
  const headers = new Headers({ "x-tenant-id": acme.slug });
  const caller = createCaller(() => createContext(testApp.app, headers, owner.sessionId));
  const before = prototypes();
  const done: string[] = [];
  for (const { name, schema } of mutations) {
    const fields = fieldsOf(schema);
    const known = new Set([...fields, ...(fields.has("state") ? listFields() : [])]);
    const input = withUnknown(name in inputs ? await inputs[name]?.() : {}, known);
    const outcome = callByName(caller, name, input).then(() => done.push(name));
    if (name in inputs) await outcome;
    else expect((await refusal(outcome)).code, name).not.toBe("INTERNAL_SERVER_ERROR");
    expect(prototypes(), name).toEqual(before);
    expect(Reflect.get({}, "polluted"), name).toBeUndefined();
  }
  expect(done.length).toBeGreaterThan(20);
  const search = new SecretSearch([marker]);
  expect((await searchDatabase(testApp.urls.ownerUrl, search)).found).toEqual([]);
  // The declared fields are written.
  await owner.call.roles.create({ name: marker, permissions: ["roles.read"] });
  expect((await searchDatabase(testApp.urls.ownerUrl, search)).found).toContain("public.roles.name");
}, 120_000);

test("the test input has the fields of rows and prototype properties at every depth", () => {
  const sent = withUnknown({ name: "Lamp", lines: [{ quantity: 1 }] }, new Set(["name", "lines", "quantity"]));
  const text = JSON.stringify(sent);
  const count = (field: string) => text.split(`"${field}":`).length - 1;
  expect([count("tenantId"), count("operator"), count("__proto__"), count("constructor")]).toEqual([2, 2, 2, 2]);
  expect([count("name"), count("quantity")]).toEqual([1, 1]);
  expect(columns.size).toBeGreaterThan(100);
});
