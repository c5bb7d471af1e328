import { resolve } from "node:path";
import { run } from "./processes.ts";
import { build } from "./start.ts";
import { Explained } from "./terminal.ts";

/** `npm run image:folder -- FOLDER`: builds, and writes what production runs into an empty folder. The Dockerfile calls it. */
export async function imageFolder([folder]: string[]): Promise<number> {
  if (!folder) throw new Explained("Name the folder to write: npm run image:folder -- /app");
  await build();
  return run("node", ["scripts/bundle.ts", resolve(folder)], { folder: "apps/image" });
}
