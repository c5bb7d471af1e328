import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The documents of a project: the text of each, by its path. */
export function documentsOf(root: string): Map<string, string> {
  const paths = globSync(["*.md", "docs/**/*.md", "tooling/**/*.md", "bench/*.md", ".github/**/*.md"], {
    cwd: root,
  }).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}
