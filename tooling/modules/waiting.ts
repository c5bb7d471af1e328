import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { capture } from "../cli/processes.ts";

// What a module that is taken out leaves behind: parts that nothing uses until the next module does, and links to its files.

const configFile = "knip.json";

const found = z.object({
  issues: z.array(z.looseObject({ file: z.string() })),
});

const config = z.looseObject({ ignoreIssues: z.record(z.string(), z.array(z.string())).optional() });

/**
 * Has the check of dead code leave alone what no module uses any more: the platform has it for the next one. What is noted
 * stands in `knip.json`, and is taken out there by who wants to do without.
 *
 * @returns the files that have such parts
 */
export async function noteWaiting(root: string): Promise<string[]> {
  const { output } = await capture("knip", ["--no-progress", "--reporter", "json"]);
  const start = output.indexOf('{"issues"');
  if (start < 0) return [];
  const { issues } = found.parse(JSON.parse(output.slice(start).split("\n")[0] ?? ""));
  const waiting = issues.map(({ file, ...kinds }): [string, string[]] => [
    file,
    Object.entries(kinds).flatMap(([kind, some]) => (Array.isArray(some) && some.length > 0 ? [kind] : [])),
  ]);
  if (waiting.length === 0) return [];
  const path = join(root, configFile);
  const before = config.parse(JSON.parse(readFileSync(path, "utf8")));
  const known = before.ignoreIssues ?? {};
  const added = waiting.map(([file, kinds]) => [file, [...new Set([...(known[file] ?? []), ...kinds])].sort()]);
  const ignoreIssues = Object.fromEntries(
    [...Object.entries(known), ...added].sort(([a], [b]) => String(a).localeCompare(String(b))),
  );
  writeFileSync(path, `${JSON.stringify({ ...before, ignoreIssues }, null, 2)}\n`);
  return waiting.map(([file]) => file);
}

/** A link to a file of the project: its text, and the path without what stands behind `#`. */
const link = /\[([^\]]*)\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;

/** Makes text of links in documents whose files are gone. @returns the documents that were changed */
export async function dropDeadLinks(root: string): Promise<string[]> {
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
