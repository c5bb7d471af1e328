import { existsSync } from "node:fs";
import { join } from "node:path";
import { entityNames } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { navigation } from "@/platform/shell/navigation.ts";
import { entityViews, pathOf, routersOf, webModules } from "./registry.ts";

const pages = join(import.meta.dirname, "../app/t/[tenant]");
const isPage = (path: string) => existsSync(join(pages, path, "page.tsx"));
const repeated = (all: readonly unknown[]) => all.filter((one, n) => all.indexOf(one) !== n);

describe("the manifests", () => {
  test("name each module once", () => expect(repeated(webModules.map(({ name }) => name))).toEqual([]));

  test("show every entity, each in one module", () => {
    expect([...entityViews.keys()].sort()).toEqual([...entityNames].sort());
    expect(repeated(webModules.flatMap(({ entities }) => Object.keys(entities ?? {})))).toEqual([]);
    for (const entity of entityNames) expect(routersOf(entity), entity).not.toEqual([]);
  });

  test("link to existing pages", () => {
    const entries = navigation.flatMap((group) => group.entries);
    expect(entries.length).toBeGreaterThan(8);
    expect(entries.filter(({ path }) => !isPage(path || "(dashboard)"))).toEqual([]);
    const shown = [...entityViews].filter(([, { page }]) => page !== undefined);
    expect(shown.filter(([, { page }]) => !isPage(`${page}/[id]`))).toEqual([]);
  });

  test("have unique positions for their parts", () => {
    for (const { entries } of navigation) expect(repeated(entries.map(({ order }) => order))).toEqual([]);
    const cards = webModules.flatMap(({ dashboard }) => dashboard?.cards ?? []);
    expect(repeated(cards.map(({ order }) => order))).toEqual([]);
  });
});

test("a record without a page has no path", () => {
  expect(pathOf("role", "1")).toBe("/roles/1");
  expect(pathOf("apiKey", "1")).toBeNull();
});
