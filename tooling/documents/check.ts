import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { envExampleOf, exampleFile } from "./env-example.ts";
import { blocksOf, isFilled, readFigures, strayFigures } from "./figures.ts";
import { documentsOf } from "./files.ts";
import { isDescribed, wrongNames } from "./names.ts";
import { wrongNumbers } from "./numbers.ts";
import { hardPages } from "./readability.ts";
import { retiredUses } from "./retired.ts";

type Documents = ReadonlyMap<string, string>;

/** Commands in documents that package.json lacks, and commands that the README does not name. */
export function wrongCommands(documents: Documents, scripts: readonly string[]): string[] {
  const named = [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, own]) => ({
      path,
      name: run ?? own ?? "",
    })),
  );
  // Rows of the README's table may omit `npm run`.
  const readme = documents.get("README.md") ?? "";
  const shown = new Set(
    [...readme.matchAll(/`(?:npm (?:run )?)?([\w:]+)(?: --[^`]*)?`|^npm (start|test)/gm)].map(([, a, b]) => a ?? b),
  );
  return [
    ...named
      .filter(({ name }) => !scripts.includes(name))
      .map(({ path, name }) => `${path}: there is no \`npm run ${name}\``),
    ...scripts.filter((name) => !shown.has(name)).map((name) => `README.md does not name \`npm run ${name}\``),
  ];
}

/** Pages of `docs/` that are not in an index. */
export function unindexed(documents: Documents): string[] {
  const index = documents.get("docs/README.md") ?? "";
  const decisions = documents.get("docs/decisions/README.md") ?? "";
  return [...documents.keys()]
    .filter((path) => path.startsWith("docs/") && !path.endsWith("README.md"))
    .filter((path) => {
      const [text, link] = path.startsWith("docs/decisions/")
        ? [decisions, path.replace("docs/decisions/", "")]
        : [index, path.replace("docs/", "")];
      return !text.includes(`](${link})`);
    })
    .map((path) => `no index leads to ${path}`);
}

const status = /^\*\*Status\.\*\* (?:Accepted|Superseded by \[decision \d+\]\([^)]+\)), \d{4}-\d{2}-\d{2}\.$/m;

/** Decisions without status and date. */
export const withoutStatus = (documents: Documents): string[] =>
  [...documents]
    .filter(([path, text]) => /^docs\/decisions\/\d/.test(path) && !status.test(text))
    .map(([path]) => `${path} has no line "**Status.** Accepted, YYYY-MM-DD."`);

/** Decisions whose row in the index has another title, status or date. */
export function wrongRows(documents: Documents): string[] {
  const index = documents.get("docs/decisions/README.md") ?? "";
  const rows = new Set(index.split("\n").map((row) => row.replaceAll(/ +/g, " ")));
  return [...documents]
    .filter(([path]) => /^docs\/decisions\/\d/.test(path))
    .map(([path, text]) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? [];
      const [, state, date] = /^\*\*Status\.\*\* (Accepted|Superseded).*, (\d{4}-\d{2}-\d{2})\.$/m.exec(text) ?? [];
      return `| ${number} | [${title}](${path.split("/").at(-1)}) | ${state} | ${date} |`;
    })
    .filter((row) => !rows.has(row))
    .map((row) => `docs/decisions/README.md has no row ${row}`);
}

/** Descriptions of changes without the version that they raise, which the next version would omit. */
export const withoutVersion = (changes: Documents): string[] =>
  [...changes]
    .filter(([, text]) => !/^---\n(?:"[^"]+": (?:patch|minor|major)\n)+---\n\n\S/.test(text))
    .map(([path]) => `${path} does not begin with the packages that it raises`);

/** Invalid and unencrypted addresses of other sites. */
export const wrongAddresses = (documents: Documents): string[] =>
  [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((\w+:[^)\s]*)\)/g)]
      .map(([, address = ""]) => address)
      .filter((address) => !URL.canParse(address) || !/^(?:https|mailto):$/.test(new URL(address).protocol))
      .map((address) => `${path}: ${address} is not a valid HTTPS address`),
  );

/** Rows of the table of threats that cite no existing test, by their threat. */
export function untestedThreats(documents: Documents, files: readonly string[]): string[] {
  const [, table = ""] = (documents.get("SECURITY.md") ?? "").split("\n## Threats and protections\n");
  const rows = (table.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  const tests = new Set(files.filter((path) => /\.(?:test\.tsx?|spec\.ts)$/.test(path)));
  return rows
    .slice(2)
    .filter((row) => ![...row.matchAll(/\]\(([^)]+)\)/g)].some(([, path = ""]) => tests.has(path)))
    .map((row) => `SECURITY.md cites no test for "${row.split("|")[1]?.trim()}"`);
}

/** Files named in comments, by path or in backticks, that do not exist. */
export function lostFiles(sources: Documents, files: readonly string[]): string[] {
  const paths = new Set(files);
  const names = new Set(files.map((path) => path.split("/").at(-1)));
  const withPath = /\b(?:docs|packages|apps|tooling|e2e|bench)\/[\w./()[\]-]+\.(?:md|tsx?|json|sql|cjs|mjs)\b/g;
  const alone = /(?<=`)[\w.-]+\.(?:md|tsx?|sql|cjs|mjs)(?=`)/g;
  return [...sources].flatMap(([path, text]) =>
    [
      ...(text.match(withPath) ?? []).filter((file) => !paths.has(file)),
      ...(text.match(alone) ?? []).filter((file) => !names.has(file)),
    ].map((file) => `${path} names ${file}, which does not exist`),
  );
}

/** Outdated blocks of figures, and figures outside of blocks. */
function wrongFigures(root: string, documents: Documents): string[] {
  const read = readFigures(root);
  const blocks = blocksOf(read);
  return [...documents].flatMap(([path, text]) => [
    ...(isFilled(text, blocks) ? [] : [`${path}: its figures are outdated: npm run figures`]),
    ...(["README.md", "ARCHITECTURE.md"].includes(path) ? strayFigures(text, read.figures) : []).map(
      (figure) => `${path}: the figure ${figure} is outside of the blocks of \`npm run figures\``,
    ),
  ]);
}

/** All files that documents and comments may name. */
const filesOf = (root: string): string[] =>
  globSync(["*", "{apps,packages,tooling,e2e,bench,docs}/**/*.*"], {
    cwd: root,
    exclude: (name) => ["node_modules", ".next", ".turbo"].includes(name),
  });

/** The comments of the sources. */
function commentsOf(root: string, files: readonly string[]): Documents {
  const sources = files.filter((path) => /\.(?:tsx?|mjs|cjs)$/.test(path) && !/\.test\.ts$|\/planted\//.test(path));
  const comments = /\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
  return new Map(
    sources.map((path) => [path, (readFileSync(join(root, path), "utf8").match(comments) ?? []).join("\n")]),
  );
}

/** The changes since the last version. */
const changesOf = (root: string): Documents =>
  new Map(
    globSync(".changeset/*.md", { cwd: root }).map((path) => [path, readFileSync(join(root, path), "utf8")] as const),
  );

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** All problems of a project's documents, except links, which remark checks. */
export function wrongDocuments(root: string): string[] {
  const documents = documentsOf(root);
  const { scripts } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const files = filesOf(root);
  const example = existsSync(join(root, exampleFile)) ? readFileSync(join(root, exampleFile), "utf8") : "";
  return [
    ...wrongCommands(documents, Object.keys(scripts)),
    ...unindexed(documents),
    ...withoutStatus(documents),
    ...wrongRows(documents),
    ...withoutVersion(changesOf(root)),
    ...wrongAddresses(documents),
    ...lostFiles(commentsOf(root, files), files),
    // A product made from this project may lack modules that its documents still describe.
    ...(isDescribed(root)
      ? [...wrongNames(root, documents), ...wrongNumbers(root, documents), ...untestedThreats(documents, files)]
      : []),
    ...wrongFigures(root, documents),
    ...retiredUses(root),
    ...hardPages(documents),
    ...(example === envExampleOf(root) ? [] : [`${exampleFile} is outdated: npm run format`]),
  ];
}
