import { expect, test } from "vitest";
import { type Import, wrongArrows } from "./pictures.ts";

const picture = [
  "# Architecture",
  "### Inside `packages/api`",
  "",
  "```mermaid",
  "flowchart RL",
  '  entries["entry points"] --> modules["modules"]',
  "  modules --> core",
  '  parcels["modules/parcels"] --> items["modules/items"]',
  "```",
].join("\n");

const file = (path: string) => `packages/api/src/${path}`;
const imports: Import[] = [
  { from: file("index.ts"), to: file("modules/parcels/index.ts") },
  { from: file("modules/parcels/rules.ts"), to: file("core/index.ts") },
  { from: file("modules/parcels/rules.ts"), to: file("modules/items/index.ts") },
  // Tests and files of one box need no arrow.
  { from: file("core/hub.test.ts"), to: file("modules/parcels/index.ts") },
  { from: file("testing/notes/index.ts"), to: file("index.ts") },
  { from: file("modules/parcels/router.ts"), to: file("modules/parcels/rules.ts") },
];

test("a picture with the arrows of all imports is right", () => {
  expect(wrongArrows(picture, imports)).toEqual([]);
});

test("an import without an arrow is found", () => {
  const more = { from: file("core/events/hub.ts"), to: file("modules/items/index.ts") };
  expect(wrongArrows(picture, [...imports, more])).toEqual([
    `### Inside \`packages/api\`: not drawn: core --> modules (${more.from} → ${more.to})`,
  ]);
});

test("an arrow without an import is found, unless its module was removed", () => {
  const without = imports.filter(({ from, to }) => !(from.includes("/parcels/rules") && to.includes("/items/")));
  const items = { from: file("modules/items/rules.ts"), to: file("core/index.ts") };
  expect(wrongArrows(picture, [...without, items])).toEqual([
    "### Inside `packages/api`: no import: parcels --> items",
  ]);
  expect(wrongArrows(picture, without)).toEqual([]);
});
