import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../cli/processes.ts";
import { modulesToRemove } from "./create.ts";
import { moduleNames } from "./project.ts";
import { formsOf, productName, renamed } from "./rename.ts";
import { textWithoutDemo, withoutDemo } from "./without-demo.ts";

describe("the name of a product", () => {
  test.each(["my-product", "desk2", "a-b-c"])("may be %s", (name) => {
    expect(name).toMatch(productName);
  });

  test.each([
    "",
    "a",
    "My-Product",
    "my_product",
    "-x1",
    "x1-",
    "a--b",
    "2desks",
    "my product",
    "x".repeat(41),
    "ünder",
  ])("may not be %j", (name) => {
    expect(name).not.toMatch(productName);
  });

  test("is one word in code and texts, everywhere", () => {
    const text = `import "@waybill/db/users"; globalThis.waybillApp; "waybill_app"; WAYBILL_SKIP_BUILD; Waybill's serveWaybill`;
    expect(renamed(text, formsOf("my-product"))).toBe(
      `import "@myproduct/db/users"; globalThis.myproductApp; "myproduct_app"; MYPRODUCT_SKIP_BUILD; MyProduct's serveMyProduct`,
    );
  });
});

test.each(Object.keys(withoutDemo))("a copy has no demo data, by the text of %s", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const now = textWithoutDemo(file, text);
  for (const [before] of withoutDemo[file] ?? []) expect(now).not.toContain(before);
  expect(() => textWithoutDemo(file, now)).toThrow(file);
});

describe("the modules of a copy", () => {
  const known = moduleNames(root);

  test("are all of them, none, or selected ones", () => {
    expect(modulesToRemove(root, undefined)).toEqual([]);
    expect(modulesToRemove(root, "none")).toEqual(known);
    for (const name of known) expect(modulesToRemove(root, known.join(","))).not.toContain(name);
  });

  test("must exist", () => {
    expect(() => modulesToRemove(root, "nothing")).toThrow(/There is no module nothing\. Available: .+, or none\./);
  });

  test.runIf(known.includes("items"))("include their needs", () => {
    expect(() => modulesToRemove(root, "items")).toThrow("items needs tags: name it in --modules too.");
    expect(modulesToRemove(root, "items, tags")).toEqual(known.filter((name) => !["items", "tags"].includes(name)));
  });
});
