import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../cli/processes.ts";
import { dropMigrations, ownMigrations } from "./migrations.ts";
import { moduleNames } from "./project.ts";
import { readSpec } from "./spec.ts";

/** The modules that this product has. */
const known = moduleNames(root);

const read = (name: string, fields: string[], one?: string) =>
  readSpec(root, { name, fields, list: true, events: true, job: true, imports: false, ...(one ? { one } : {}) });

/** The problems of a module, line by line. */
function problemsOf(name: string, fields: string[], one?: string): string[] {
  try {
    read(name, fields, one);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.split("\n").map((line) => line.trim());
  }
}

test.runIf(known.includes("places"))("a module is parsed: its entity, columns and needs", () => {
  const { one, fields, title, code, needs } = read("shelves", [
    ...["code:text!", "name:text", "zone:ref(places)?", "maxLoad:int", "kind:enum(open|closed_box)"],
  ]);
  expect(one).toBe("shelf");
  expect(fields.map(({ property, column, label, optional }) => [property, column, label, optional])).toEqual([
    ["code", "code", "Code", false],
    ["name", "name", "Name", false],
    ["zoneId", "zone_id", "Zone", true],
    ["maxLoad", "max_load", "Max load", false],
    ["kind", "kind", "Kind", false],
  ]);
  expect([title.name, code?.name, needs]).toEqual(["name", "code", ["places"]]);
  expect(fields[2]?.target).toMatchObject({
    entity: "place",
    title: "name",
    exportsTarget: true,
    exportsSelect: true,
  });
});

test("without fields it has a name; the entity can be given", () => {
  expect(read("criteria", [], "criterion")).toMatchObject({ one: "criterion", title: { name: "name", kind: "text" } });
});

test.each<[string, string]>([
  ["name", '"name" is not a field.'],
  ["name:text:more", '"name:text:more" is not a field.'],
  ["Name:text", '"Name" is not a name of a field.'],
  ["version:int", "version: every module has this field"],
  ["class:text", "class: this is a keyword of TypeScript."],
  ["currency:currency?", "currency: amounts have a currency"],
  ["size:float", 'size: there is no kind "float".'],
  ["size:int!", "size: only a text can be unique (!)."],
  ["open:boolean?", "open: a boolean is yes or no"],
  ["code:text!!", "code: !! contains a duplicate mark."],
  ["size:int(3)", "size: int has no values in brackets."],
  ["kind:enum(one)", "kind: an enum has at least two values"],
  ["kind:enum(a|b|a)", "kind: a value of the enum is duplicated."],
  ["kind:enum(a|B)", 'kind: "B" is not a value of an enum.'],
  ["zone:ref(zones)", 'zone: there is no module "zones" to refer to.'],
  ...known
    .filter((name) => name === "tags")
    .map((name): [string, string] => [
      `tag:ref(${name})`,
      `tag: fields cannot refer to ${name}, which lacks a procedure byId`,
    ]),
])("an invalid field is reported: %s", (field, problem) => {
  expect(problemsOf("shelves", ["title:text", field])).toEqual([expect.stringContaining(problem)]);
});

test.each<[string, string | undefined, string]>([
  ...known
    .slice(0, 1)
    .map((name): [string, undefined, string] => [name, undefined, `There is already a module ${name}.`]),
  ["Shelves", undefined, '"Shelves" is not a name of a module.'],
  ["shelf", undefined, "a module is named with the plural of its entity."],
  ["tenants", undefined, "tenants is taken by the platform: packages/api/src/platform/tenants"],
  ["invitations", undefined, "invitations is taken by the platform: a table"],
  ["memberships", undefined, "memberships is taken by the platform: a table"],
  ["retention", "retained", "retention is taken by the platform: packages/api/src/platform/retention"],
  ["files", undefined, "files is taken by the platform: "],
  ["members", undefined, "members is taken by the platform: "],
  ["notes", undefined, "notes is taken by the platform: "],
  ["settings", undefined, "settings is taken by the platform: apps/web/src/app/t/[tenant]/settings"],
  ["returns", undefined, "returns: this is a keyword of TypeScript."],
])("an invalid name is reported: %s", (name, one, problem) => {
  expect(problemsOf(name, [], one)).toEqual([expect.stringContaining(problem)]);
});

test.runIf(known.includes("items") && known.includes("places"))("all problems are reported at once", () => {
  const fields = ["size:float", "zone:ref(zones)", "name:text", "name:text!", "zoneId:text", "zone:ref(places)"];
  expect(problemsOf("items", fields)).toEqual([
    "There is already a module items.",
    expect.stringContaining('size: there is no kind "float".'),
    expect.stringContaining('zone: there is no module "zones"'),
    "name: two fields have this name.",
    "zoneId: two fields have this name.",
  ]);
  expect(problemsOf("shelves", ["size:int", "name:text?"])).toEqual([
    "A record needs a name for people: add a required text, such as name:text.",
  ]);
});

test("amounts have one currency; an import needs a text as its key", () => {
  const wanted = { name: "shelves", list: false, events: false, job: false, imports: true };
  const spec = readSpec(root, { ...wanted, fields: ["name:text!", "rent:money", "fee:money?", "note:longtext"] });
  expect(spec.fields.map(({ name }) => name)).toEqual(["name", "rent", "fee", "currency", "note"]);
  expect(spec.importKey?.name).toBe("name");
  const marked = readSpec(root, { ...wanted, fields: ["size:int", "label:text", "name:text", "code:text!?"] });
  expect(marked.fields.filter(({ unique }) => unique).map(({ name }) => name)).toEqual(["name", "code"]);
  expect(marked.importKey).toMatchObject({ name: "name", unique: true });
  expect(read("shelves", ["name:text", "paidIn:currency", "rent:money"]).fields).toHaveLength(3);
  expect(problemsOf("shelves", ["name:text", "a:currency", "b:currency"])).toEqual([
    "A module has one currency for all its amounts.",
  ]);
  expect(() => readSpec(root, { ...wanted, fields: ["name:text!"], job: true })).toThrow("add --events");
});

test.runIf(known.includes("places"))("an import has no required references", () => {
  const wanted = { name: "shelves", list: false, events: false, job: false, imports: true };
  expect(() => readSpec(root, { ...wanted, fields: ["name:text", "code:text!?", "zone:ref(places)"] })).toThrow(
    /^zone: an import has no value for it/,
  );
});

test("the newest migrations are removed with their tables, and older ones stay", () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-migrations-"));
  const migrations = join(folder, "packages/db/migrations");
  mkdirSync(join(migrations, "meta"), { recursive: true });
  const tags = ["0000_init", "0001_zones", "0002_shelves", "0003_wider"];
  const sql = [
    'CREATE TABLE "tenants" ("id" uuid);',
    'CREATE TABLE "zones" ("id" uuid);\n--> statement-breakpoint\nCREATE POLICY "zones_tenant" ON "zones" AS PERMISSIVE;',
    'CREATE TABLE "shelves" ("id" uuid);--> statement-breakpoint\nALTER TABLE "shelves" ADD CONSTRAINT "k" FOREIGN KEY ("zone_id") REFERENCES "public"."zones"("id");',
    'CREATE INDEX "shelves_idx" ON "shelves" USING btree ("id");',
  ];
  for (const [at, tag] of tags.entries()) {
    writeFileSync(join(migrations, `${tag}.sql`), sql[at] ?? "");
    writeFileSync(join(migrations, "meta", `${tag.slice(0, 4)}_snapshot.json`), "{}");
  }
  const journal = (entries: string[]) => JSON.stringify({ entries: entries.map((tag) => ({ tag })) }, null, 2);
  writeFileSync(join(migrations, "meta/_journal.json"), journal(tags));

  expect(ownMigrations(folder, ["shelves"])).toEqual(["0003_wider", "0002_shelves"]);
  expect(ownMigrations(folder, ["zones", "shelves"])).toEqual(["0003_wider", "0002_shelves", "0001_zones"]);
  expect(ownMigrations(folder, ["zones"])).toEqual([]);
  expect(ownMigrations(folder, ["shelves", "tenants"])).toEqual([]);
  dropMigrations(folder, ["0003_wider", "0002_shelves"]);
  expect(ownMigrations(folder, ["zones"])).toEqual(["0001_zones"]);
  rmSync(folder, { recursive: true });
});
