import { join } from "node:path";
import { resources } from "@waybill/api/permissions";
import { entityNames, languages } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { entityViews } from "@/manifests/registry.ts";
import { modules } from "@/modules/index.ts";
import { tenants } from "@/platform/texts.ts";
import { textsIn } from "@/texts/catalogue.ts";
import { wordIn, wordsOf } from "./words.ts";

/** Catalogues without words: names are unchanged. */
const none = wordsOf({}, "en");
const english = wordsOf(textsIn("en"), "en");
const german = wordsOf(textsIn("de"), "de");

test("names of the code have texts", () => {
  expect(english.entity("apiKey")).toBe("API key");
  expect(english.entityInSentence("apiKey")).toBe("API key");
  expect(english.module("tenants")).toBe("Organisation");
  expect(english.action("tenants", "manageMembers")).toBe("Manage members");
  expect(german.action("tenants", "manageMembers")).toBe(tenants.de.words.actions.manageMembers);
});

test("a module's own text comes before the common one", () => {
  const common = { words: { actions: { cancel: "Cancel", close: "Close" } }, fields: { name: "Name" } };
  const parts = { words: { actions: { cancel: "Scrap" } }, fields: { name: "Label" } };
  const both = wordsOf({ common, parts }, "en");
  expect([both.action("parts", "cancel"), both.action("parts", "close")]).toEqual(["Scrap", "Close"]);
  expect([both.field("parts", "name"), both.field("others", "name")]).toEqual(["Label", "Name"]);
});

test("a name without a text is split into words", () => {
  expect(none.module("spareParts")).toBe("Spare parts");
  expect(none.entity("sparePart")).toBe("Spare part");
  expect(none.action("parts", "sendBack")).toBe("Send back");
  expect(none.field("parts", "madeIn")).toBe("Made in");
});

/** The schemas of all business modules. */
const schemas = await Promise.all(
  modules.map(async ({ name }): Promise<[string, object]> => {
    const file = join(import.meta.dirname, `../../../../packages/validators/src/${name}.ts`);
    return [name, await import(/* @vite-ignore */ file)];
  }),
);

/** The fields of the records that a module creates and changes. */
const fieldsOf = (schemasOfModule: object) =>
  Object.entries(schemasOfModule)
    .filter(([name]) => /^(?:create|update)[A-Z]/.test(name))
    .flatMap(([, schema]: [string, { shape?: object }]) => Object.keys(schema.shape ?? {}))
    .filter((name) => name !== "id" && name !== "version");

describe.each(languages)("in %s, there is a word", (language) => {
  const texts: Record<string, unknown> = textsIn(language);
  const without = (module: string, kind: "action" | "field", names: readonly string[]) =>
    names.filter((name) => wordIn(texts, module, kind, name) === undefined);

  test("for every entity", () => {
    const moduleOf = (name: string) => entityViews.get(name)?.module ?? "";
    expect(entityNames.filter((name) => !wordIn(texts, moduleOf(name), "entity", name))).toEqual([]);
  });

  test("for every resource and every action of permissions", () => {
    expect(resources.length).toBeGreaterThan(3);
    for (const { name, actions } of resources) {
      expect(texts[name], name).toHaveProperty("title");
      expect(without(name, "action", Object.keys(actions)), name).toEqual([]);
    }
  });

  test.each(schemas)("for every input field of %s", (module, ofModule) => {
    const fields = fieldsOf(ofModule);
    expect(fields.length).toBeGreaterThan(1);
    expect(without(module, "field", fields)).toEqual([]);
  });
});
