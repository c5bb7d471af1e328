import { expect, test } from "vitest";
import { generate } from "../../../scripts/letters.ts";
import { cldr, letters } from "./generated/letters.ts";

const { pathname: file } = new URL("./generated/letters.ts", import.meta.url);

test.runIf(process.versions.cldr === cldr)("the letters equal those generated from the same CLDR", async () => {
  await expect(generate()).toMatchFileSnapshot(file);
});

test("every language has letters and pairs of letters", () => {
  const bare = Object.entries(letters).filter(([, costs]) => costs.length < 150);
  expect(bare.map(([language]) => language)).toEqual([]);
  expect(Object.keys(letters).length).toBeGreaterThan(35);
});
