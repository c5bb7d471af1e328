import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { staticImages } from "./parsed-request.ts";

test("the images that count as build files are those of the app folder", () => {
  const files = globSync("*.{ico,png,svg,jpg}", { cwd: join(import.meta.dirname, "../../app") });
  expect([...staticImages].sort()).toEqual(files.map((name) => `/${name}`).sort());
});
