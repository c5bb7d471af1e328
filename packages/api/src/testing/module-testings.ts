import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ModuleTesting } from "./kit.ts";

const folder = join(import.meta.dirname, "../modules");

async function load(file: string): Promise<[string, ModuleTesting]> {
  const { testing }: { testing?: ModuleTesting } = await import(join(folder, file));
  if (!testing) throw new Error(`modules/${file} exports no testing.`);
  return [dirname(file), testing];
}

/** The test data of the business modules by name: each module's `testing.ts`. */
export const moduleTestings: ReadonlyMap<string, ModuleTesting> = new Map(
  await Promise.all(globSync("*/testing.ts", { cwd: folder }).sort().map(load)),
);
