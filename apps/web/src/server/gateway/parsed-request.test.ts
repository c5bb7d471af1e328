import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pictures } from "./parsed-request.ts";

test("the pictures that count as files of the build are those of the app's folder", () => {
  const files = globSync("*.{ico,png,svg,jpg}", { cwd: join(import.meta.dirname, "../../app") });
  expect([...pictures].sort()).toEqual(files.map((name) => `/${name}`).sort());
});
