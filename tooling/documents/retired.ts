import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Syntax, syntaxOf } from "../boundaries/syntax.ts";

// Words that are no longer used: docs/glossary.md has the word for each concept, retired-words.json those it replaced.

const retiredWords = z.array(
  z.strictObject({
    /** A regular expression, without boundaries: those of words are added. Letters match in both cases. */
    word: z.string().min(1),
    /** The word to use. */
    instead: z.string().min(1),
    /** Identifiers, or what people read: strings, comments and documents. */
    where: z.enum(["names", "texts", "both"]),
    /** Beginnings of the paths of files that may use it, each because it means something else there. */
    except: z.array(z.string()).optional(),
  }),
);

/** A word that is no longer used. */
export type RetiredWord = z.infer<typeof retiredWords>[number];

const file = "tooling/documents/retired-words.json";

/** What is read. */
const sources = [
  "*.{md,mjs,ts}",
  ".changeset/*.md",
  "{apps,packages,tooling,e2e,bench}/**/*.{ts,tsx,mjs,cjs,md}",
  "apps/web/**/messages/**/*.json",
  "docs/**/*.md",
  "deploy/**/*.{md,yaml}",
];

/** What keeps its words: history, which is not rewritten, and the pages that name what is retired. */
const exempt =
  /^CHANGELOG\.md$|^docs\/(?:decisions\/|glossary\.md$)|^packages\/db\/migrations\/|\/generated\/|\/planted\//;

/** A piece of a file that is compared with the words. */
interface Piece {
  kind: "names" | "texts";
  text: string;
  line: number;
}

const isDocument = (path: string): boolean => /\.(?:md|ya?ml|json)$/.test(path);

/** Where a line of a text begins with what, by its number. */
const linesOf = (kind: Piece["kind"], text: string, first = 1): Piece[] =>
  text.split("\n").map((line, index) => ({ kind, text: line, line: first + index }));

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** A document is text; what stands in it as code is names, too. */
const piecesOfDocument = (text: string): Piece[] => [
  ...linesOf("texts", text),
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(
    ({ 1: name = "", index }): Piece => ({ kind: "names", text: name, line: lineAt(text, index) }),
  ),
];

const comment = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;

/** Of a source, strings and comments are texts, and the rest is names. */
function piecesOfSource(path: string, text: string): Piece[] {
  const syntax: Syntax = syntaxOf(text, { tsx: path.endsWith(".tsx") });
  const strings = syntax.nodes.filter(({ type }) => ["StringLiteral", "TemplateElement", "JSXText"].includes(type));
  const code = syntax.without(strings);
  const comments = [...code.matchAll(comment)];
  return [
    ...linesOf(
      "names",
      code.replace(comment, (found) => found.replace(/[^\n]/g, " ")),
    ),
    ...comments.flatMap(({ 0: found, index }) => linesOf("texts", found, lineAt(code, index))),
    ...strings.map((node): Piece => ({ kind: "texts", text: syntax.textOf(node), line: syntax.lineOf(node) })),
  ];
}

/** Names as people would write them: `stoodInTheWay` is "stood in the way". */
const spelledOut = (names: string): string => names.replace(/(?<=[a-z\d])(?=[A-Z])|[_-]+/g, " ");

/** A word alone: where it begins or ends with a letter, there is no letter beside it. */
const patternOf = (word: string) =>
  new RegExp(`(?:(?=[^\\p{L}\\d])|(?<![\\p{L}\\d]))(?:${word})(?:(?<=[^\\p{L}\\d])|(?![\\p{L}\\d]))`, "iu");

/**
 * Where a file uses a word that is retired.
 *
 * @param path of the file, from the project's folder
 * @returns one line for each use: the file, the line, the word, and the word to use
 */
export function retiredIn(path: string, text: string, words: readonly RetiredWord[]): string[] {
  if (exempt.test(path) || path === file) return [];
  const mayUse = ({ except = [] }: RetiredWord) => except.some((begin) => path.startsWith(begin));
  const refused = words
    .filter((word) => !mayUse(word))
    .map((word) => ({ ...word, pattern: patternOf(word.word), loose: new RegExp(word.word, "iu") }))
    // Most files have none of them, and need not be parsed.
    .filter(({ loose }) => loose.test(text) || loose.test(spelledOut(text)));
  if (refused.length === 0) return [];
  const pieces = isDocument(path) ? piecesOfDocument(text) : piecesOfSource(path, text);
  const found = pieces.flatMap(({ kind, text: piece, line }) =>
    refused
      .filter(({ where }) => where === "both" || where === kind)
      .filter(({ pattern }) => pattern.test(piece) || (kind === "names" && pattern.test(spelledOut(piece))))
      .map(({ word, instead }) => `${path}:${line} uses "${word}", which is retired: ${instead}`),
  );
  return [...new Set(found)];
}

/** The words that are retired. @throws where the list is malformed */
export const readRetired = (root: string): RetiredWord[] =>
  retiredWords.parse(JSON.parse(readFileSync(join(root, file), "utf8")));

/** Every use of a retired word in a project. */
export function retiredUses(root: string): string[] {
  const words = readRetired(root);
  const skipped = ["node_modules", ".next", ".turbo", ".artifacts"];
  const paths = globSync(sources, { cwd: root, exclude: (name) => skipped.includes(name) }).sort();
  return paths.flatMap((path) => retiredIn(path, readFileSync(join(root, path), "utf8"), words));
}
