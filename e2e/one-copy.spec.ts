import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

const root = join(import.meta.dirname, "..");

/** Texts of the api's statements, which a build keeps, with their files. */
const marks = {
  "set_config('app.user_id', ": "packages/api/src/platform/identity/caller-in-tenant.ts",
  "jsonb_to_recordset(": "packages/api/src/core/data/sql.ts",
  force_generic_plan: "packages/postgres/src/database.ts",
};

test("Next's build contains no copy of the api: the process uses the one that Node loaded", () => {
  for (const [mark, file] of Object.entries(marks)) expect(readFileSync(join(root, file), "utf8")).toContain(mark);
  const built = globSync(".next/server/**/*.js", { cwd: join(root, "apps/web") });
  expect(built.length).toBeGreaterThan(0);
  const texts = built.map((path) => ({ path, text: readFileSync(join(root, "apps/web", path), "utf8") }));
  // The pages' calls of the api are in the build.
  expect(texts.some(({ text }) => text.includes("waybillApi"))).toBe(true);
  const copies = texts.filter(({ text }) => Object.keys(marks).some((mark) => text.includes(mark)));
  expect(copies.map(({ path }) => path)).toEqual([]);
});
