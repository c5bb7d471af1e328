import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { edits } from "../../bench/edits.ts";

const root = join(import.meta.dirname, "../..");

test.each(Object.entries(edits))("the benchmark's edit of a %s finds its text once", (_, { file, from, to }) => {
  expect(readFileSync(join(root, file), "utf8").split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});
