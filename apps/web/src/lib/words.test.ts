import { resources } from "@waybill/api/permissions";
import { entityNames, languages } from "@waybill/validators";
import * as items from "@waybill/validators/items";
import * as parcels from "@waybill/validators/parcels";
import * as places from "@waybill/validators/places";
import * as tags from "@waybill/validators/tags";
import { describe, expect, test } from "vitest";
import { parcels as parcelTexts, places as placeTexts } from "@/modules/texts.ts";
import { common, tenants } from "@/platform/texts.ts";
import { textsIn } from "@/texts/catalogue.ts";
import { entityViews } from "./registry.ts";
import { wordIn, wordsOf } from "./words.ts";

/** Texts without any word: what they say of a name is the name itself. */
const none = wordsOf({}, "en");
const english = wordsOf(textsIn("en"), "en");
const german = wordsOf(textsIn("de"), "de");

test("names of the code are read as people call them", () => {
  expect(english.entity("apiKey")).toBe("API key");
  expect(english.entityInSentence("apiKey")).toBe("API key");
  expect(english.entityInSentence("parcel")).toBe("parcel");
  expect(english.module("tenants")).toBe("Organisation");
  expect(english.action("tenants", "manageMembers")).toBe("Manage members");
  expect(english.field("items", "sku")).toBe("SKU");
  expect(german.action("tenants", "manageMembers")).toBe(tenants.de.words.actions.manageMembers);
  expect(german.field("places", "postcode")).toBe(placeTexts.de.fields.postcode);
});

test("a module's own word goes before the common one", () => {
  expect(english.action("jobs", "cancel")).toBe("Cancel");
  expect(german.action("jobs", "cancel")).toBe(common.de.words.actions.cancel);
  expect(german.action("parcels", "cancel")).toBe(parcelTexts.de.words.actions.cancel);
});

test("a name without a word is shown as it is written", () => {
  expect(none.module("spareParts")).toBe("Spare parts");
  expect(none.entity("sparePart")).toBe("Spare part");
  expect(none.action("parts", "sendBack")).toBe("Send back");
  expect(none.field("parts", "madeIn")).toBe("Made in");
});

const schemas = { items, parcels, places, tags };

/** The fields of what a module creates and changes. */
const fieldsOf = (schemasOfModule: object) =>
  Object.entries(schemasOfModule)
    .filter(([name]) => /^(?:create|update)[A-Z]/.test(name))
    .flatMap(([, schema]: [string, { shape?: object }]) => Object.keys(schema.shape ?? {}))
    .filter((name) => name !== "id" && name !== "version");

describe.each(languages)("in %s, there is a word", (language) => {
  const texts: Record<string, unknown> = textsIn(language);
  const without = (module: string, kind: "action" | "field", names: readonly string[]) =>
    names.filter((name) => wordIn(texts, module, kind, name) === undefined);

  test("for every kind of thing", () => {
    const moduleOf = (name: string) => entityViews.get(name)?.module ?? "";
    expect(entityNames.filter((name) => !wordIn(texts, moduleOf(name), "entity", name))).toEqual([]);
  });

  test("for every resource and every action of permissions", () => {
    expect(resources.length).toBeGreaterThan(10);
    for (const { name, actions } of resources) {
      expect(texts[name], name).toHaveProperty("title");
      expect(without(name, "action", Object.keys(actions)), name).toEqual([]);
    }
  });

  test.each(Object.entries(schemas))("for every field that people enter in %s", (module, ofModule) => {
    const fields = fieldsOf(ofModule);
    expect(fields.length).toBeGreaterThan(1);
    expect(without(module, "field", fields)).toEqual([]);
  });
});
