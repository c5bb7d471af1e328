import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { envExampleOf, exampleFile } from "./env-example.ts";
import { blocksOf, isFilled, readFigures, strayFigures } from "./figures.ts";
import { documentsOf } from "./files.ts";
import { hardPages } from "./readability.ts";
import { retiredUses } from "./retired.ts";

type Documents = ReadonlyMap<string, string>;

/** Commands that documents name and package.json lacks, and those of package.json that the README does not name. */
export function wrongCommands(documents: Documents, scripts: readonly string[]): string[] {
  const named = [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, own]) => ({
      path,
      name: run ?? own ?? "",
    })),
  );
  // In a row of the README's table the commands of one family leave out `npm run`.
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

/** Pages of `docs/` that its index does not lead to. */
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

/** Decisions that do not say whether and since when they hold. */
export const withoutStatus = (documents: Documents): string[] =>
  [...documents]
    .filter(([path, text]) => /^docs\/decisions\/\d/.test(path) && !status.test(text))
    .map(([path]) => `${path} has no line "**Status.** Accepted, YYYY-MM-DD."`);

/** Descriptions of changes that do not say first how they raise the version: the next version would leave them out. */
export const withoutVersion = (changes: Documents): string[] =>
  [...changes]
    .filter(([, text]) => !/^---\n(?:"[^"]+": (?:patch|minor|major)\n)+---\n\n\S/.test(text))
    .map(([path]) => `${path} does not begin with the packages that it raises`);

/** Addresses of other sites that no browser could go to, or that go there without encryption. */
export const wrongAddresses = (documents: Documents): string[] =>
  [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((\w+:[^)\s]*)\)/g)]
      .map(([, address = ""]) => address)
      .filter((address) => !URL.canParse(address) || !/^(?:https|mailto):$/.test(new URL(address).protocol))
      .map((address) => `${path}: ${address} is no address of another site`),
  );

/** Names of files that comments give, with their path or in backticks alone, and that are nowhere. */
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

/** Blocks of figures that are not what was measured, and figures outside of blocks. */
function wrongFigures(root: string, documents: Documents): string[] {
  const read = readFigures(root);
  const blocks = blocksOf(read);
  return [...documents].flatMap(([path, text]) => [
    ...(isFilled(text, blocks) ? [] : [`${path}: its figures are not those of the files; npm run figures`]),
    ...(["README.md", "ARCHITECTURE.md"].includes(path) ? strayFigures(text, read.figures) : []).map(
      (figure) => `${path}: the figure ${figure} stands outside of what \`npm run figures\` fills in`,
    ),
  ]);
}

/** Every file that documents and comments may name. */
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

/** What was changed since the last version. */
const changesOf = (root: string): Documents =>
  new Map(
    globSync(".changeset/*.md", { cwd: root }).map((path) => [path, readFileSync(join(root, path), "utf8")] as const),
  );

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** Everything that is wrong with the documents of a project; links inside of it are remark's to check. */
export function wrongDocuments(root: string): string[] {
  const documents = documentsOf(root);
  const { scripts } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const files = filesOf(root);
  const example = existsSync(join(root, exampleFile)) ? readFileSync(join(root, exampleFile), "utf8") : "";
  return [
    ...wrongCommands(documents, Object.keys(scripts)),
    ...unindexed(documents),
    ...withoutStatus(documents),
    ...withoutVersion(changesOf(root)),
    ...wrongAddresses(documents),
    ...lostFiles(commentsOf(root, files), files),
    ...wrongFigures(root, documents),
    ...retiredUses(root),
    ...hardPages(documents),
    ...(example === envExampleOf(root) ? [] : [`${exampleFile} is not that of the settings; npm run format`]),
  ];
}
