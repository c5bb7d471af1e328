import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { capture } from "../cli/processes.ts";

// The rest of a removed module: platform exports without a user, and links to its files.

const configFile = "knip.json";

const found = z.object({
  issues: z.array(z.looseObject({ file: z.string() })),
});

const config = z.looseObject({ ignoreIssues: z.record(z.string(), z.array(z.string())).optional() });

/**
 * Adds exports that no module uses any more to `knip.json`, so that the check of dead code ignores them: the platform keeps
 * them for later modules.
 *
 * @returns the files of these exports
 */
export async function ignoreUnusedExports(root: string): Promise<string[]> {
  const { output } = await capture("knip", ["--no-progress", "--reporter", "json"]);
  const start = output.indexOf('{"issues"');
  if (start < 0) return [];
  const { issues } = found.parse(JSON.parse(output.slice(start).split("\n")[0] ?? ""));
  const unused = issues.map(({ file, ...kinds }): [string, string[]] => [
    file,
    Object.entries(kinds).flatMap(([kind, some]) => (Array.isArray(some) && some.length > 0 ? [kind] : [])),
  ]);
  if (unused.length === 0) return [];
  const path = join(root, configFile);
  const before = config.parse(JSON.parse(readFileSync(path, "utf8")));
  const known = before.ignoreIssues ?? {};
  const added = unused.map(([file, kinds]) => [file, [...new Set([...(known[file] ?? []), ...kinds])].sort()]);
  const ignoreIssues = Object.fromEntries(
    [...Object.entries(known), ...added].sort(([a], [b]) => String(a).localeCompare(String(b))),
  );
  writeFileSync(path, `${JSON.stringify({ ...before, ignoreIssues }, null, 2)}\n`);
  return unused.map(([file]) => file);
}

/** A link to a file of the project: its text, and the path without a fragment. */
const link = /\[([^\]]*)\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;

/** Replaces links to removed files by their text. @returns the changed documents */
export async function unlinkRemovedFiles(root: string): Promise<string[]> {
  const { output } = await capture("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]);
  const documents = output.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
  return documents.filter((file) => {
    const before = readFileSync(join(root, file), "utf8");
    const after = before.replace(link, (whole, text: string, path: string) =>
      existsSync(join(root, dirname(file), decodeURI(path))) ? whole : text,
    );
    if (after !== before) writeFileSync(join(root, file), after);
    return after !== before;
  });
}
