import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const sources = new URL("../src/", import.meta.url);

/** Every schema that a file of this package exports, each once, by its name. */
export async function everySchema(): Promise<{ name: string; schema: z.ZodType }[]> {
  const files = globSync("*.ts", { cwd: fileURLToPath(sources), exclude: ["*.test.ts"] }).sort();
  const exported = await Promise.all(
    files.map(async (file) => Object.entries(await import(new URL(file, sources).href))),
  );
  const names = new Map<z.ZodType, string>();
  for (const [name, value] of exported.flat()) if (value instanceof z.ZodType) names.set(value, name);
  return [...names].map(([schema, name]) => ({ name, schema }));
}
