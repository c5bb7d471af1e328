import { mkdirSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "./processes.ts";
import { build } from "./start.ts";
import { step, UserError } from "./terminal.ts";

/** `npm run image:folder -- FOLDER`: builds for production and writes the image's content into an empty folder. */
export async function imageFolder([folder]: string[]): Promise<number> {
  if (!folder) throw new UserError("Name the folder to write: npm run image:folder -- /app");
  const into = resolve(folder);
  requireEmptyFolder(into);
  await build();
  const code = await run("node", ["scripts/bundle.ts", into], { folder: "apps/image" });
  if (code === 0) step(`The image's content is in ${into}`);
  return code;
}

/** Checked before the build. @throws {UserError} */
function requireEmptyFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    throw new UserError(`${folder} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  throw new UserError(`${folder} is not empty.`);
}
