import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Syntax, syntaxOf } from "../boundaries/syntax.ts";

// Retired words: docs/glossary.md has the word for each concept, retired-words.json the replaced ones.

const retiredWords = z.array(
  z.strictObject({
    /** A regular expression, matched as whole words without regard to case. */
    word: z.string().min(1),
    /** The word to use. */
    instead: z.string().min(1),
    /** `names` are identifiers, `texts` are strings, comments and documents. */
    where: z.enum(["names", "texts", "both"]),
    /** Prefixes of paths where the word has another meaning. */
    except: z.array(z.string()).optional(),
  }),
);

/** A retired word. */
export type RetiredWord = z.infer<typeof retiredWords>[number];

const file = "tooling/documents/retired-words.json";

/** The checked files. */
const sources = [
  "*.{md,mjs,ts}",
  ".changeset/*.md",
  "{apps,packages,tooling,e2e,bench}/**/*.{ts,tsx,mjs,cjs,md}",
  "apps/web/**/messages/**/*.json",
  "docs/**/*.md",
  "deploy/**/*.{md,yaml}",
];

/** Exempt files: history, and pages that name retired words. */
const exempt =
  /^CHANGELOG\.md$|^docs\/(?:decisions\/|glossary\.md$)|^packages\/db\/migrations\/|\/generated\/|\/planted\//;

/** A part of a file. */
interface Piece {
  kind: "names" | "texts";
  text: string;
  line: number;
}

const isDocument = (path: string): boolean => /\.(?:md|ya?ml|json)$/.test(path);

/** The lines of a text with their numbers. */
const linesOf = (kind: Piece["kind"], text: string, first = 1): Piece[] =>
  text.split("\n").map((line, index) => ({ kind, text: line, line: first + index }));

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** The parts of a document: its text, and names in code. */
const piecesOfDocument = (text: string): Piece[] => [
  ...linesOf("texts", text),
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(
    ({ 1: name = "", index }): Piece => ({ kind: "names", text: name, line: lineAt(text, index) }),
  ),
];

const comment = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;

/** The parts of a source: strings and comments are texts, the rest is names. */
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

/** Names as words: `stoodInTheWay` is "stood in the way". */
const spelledOut = (names: string): string => names.replace(/(?<=[a-z\d])(?=[A-Z])|[_-]+/g, " ");

/** Matches whole words only. */
const patternOf = (word: string) =>
  new RegExp(`(?:(?=[^\\p{L}\\d])|(?<![\\p{L}\\d]))(?:${word})(?:(?<=[^\\p{L}\\d])|(?![\\p{L}\\d]))`, "iu");

/**
 * The uses of retired words in a file.
 *
 * @param path relative to the project's folder
 * @returns one line per use, with file, line, word and replacement
 */
export function retiredIn(path: string, text: string, words: readonly RetiredWord[]): string[] {
  if (exempt.test(path) || path === file) return [];
  const mayUse = ({ except = [] }: RetiredWord) => except.some((begin) => path.startsWith(begin));
  const refused = words
    .filter((word) => !mayUse(word))
    .map((word) => ({ ...word, pattern: patternOf(word.word), loose: new RegExp(word.word, "iu") }))
    // Files without a match need not be parsed.
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

/** The list of retired words. @throws if it is malformed */
export const readRetired = (root: string): RetiredWord[] =>
  retiredWords.parse(JSON.parse(readFileSync(join(root, file), "utf8")));

/** All uses of retired words in a project. */
export function retiredUses(root: string): string[] {
  const words = readRetired(root);
  const skipped = ["node_modules", ".next", ".turbo", ".artifacts"];
  const paths = globSync(sources, { cwd: root, exclude: (name) => skipped.includes(name) }).sort();
  return paths.flatMap((path) => retiredIn(path, readFileSync(join(root, path), "utf8"), words));
}
