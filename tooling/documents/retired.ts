import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Syntax, syntaxOf } from "../boundaries/syntax.ts";

// Retired words: docs/glossary.md has the word for each concept, retired-words.json the replaced ones.

const retiredWords = z.array(
  z.strictObject({
    /**
     * Words and hyphens: matched as whole words with their plural, also as parts of a name (`two words` in `TWO_WORDS` and
     * `ofTwoWords`). Anything else is a regular expression. Letters match in both cases.
     */
    word: z.string().min(1),
    /** The word to use. */
    instead: z.string().min(1),
    /** `names` are identifiers, also in texts; `texts` are strings, comments and documents. Without it, both. */
    where: z.enum(["names", "texts", "both"]).default("both"),
    /** The glossary's words with a sense in brackets that it refuses: `note (of a timeline)`. */
    senses: z.array(z.string()).optional(),
    /** Prefixes of paths where the word has another meaning. */
    except: z.array(z.string()).optional(),
  }),
);

/** A retired word. */
export type RetiredWord = z.input<typeof retiredWords>[number];

const file = "tooling/documents/retired-words.json";
const glossary = "docs/glossary.md";

/** The checked files: sources, texts of pages and mails, documents, settings and workflows. */
const sources = [
  "*.{md,mjs,ts,json,yaml,yml}",
  "{.env.example,Dockerfile}",
  "{.changeset,.github}/**/*.{md,yml,yaml}",
  "{apps,packages,tooling,e2e,bench}/**/*.{ts,tsx,mjs,cjs,md,css,sql,json}",
  "{docs,deploy}/**/*.{md,yaml,conf,ini,service,json,sh}",
];

/** Exempt files: history, lists of other programs, and pages that name retired words. */
const exempt =
  /^CHANGELOG\.md$|^pnpm-lock\.yaml$|^tooling\/documents\/documents\.test\.ts$|^docs\/glossary\.md$|^packages\/db\/migrations\/|\/generated\/|\/planted\/|\/former-phrases\.ts$/;

/** A part of a file, and its first line. */
interface Part {
  kind: "names" | "texts";
  text: string;
  line: number;
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

const comment = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$(?:\n\s*\/\/.*$)*/gm;

/** The parts of a source: strings and comments are texts, the rest is names. */
function partsOfSource(path: string, text: string): Part[] {
  const syntax: Syntax = syntaxOf(text, { tsx: path.endsWith(".tsx") });
  const strings = syntax.nodes.filter(({ type }) => ["StringLiteral", "TemplateElement", "JSXText"].includes(type));
  const code = syntax.without(strings);
  return [
    { kind: "names", text: code.replace(comment, (found) => found.replace(/[^\n]/g, " ")), line: 1 },
    ...[...code.matchAll(comment)].map(
      ({ 0: found, index }): Part => ({ kind: "texts", text: found, line: lineAt(code, index) }),
    ),
    ...strings.map((node): Part => ({ kind: "texts", text: syntax.textOf(node), line: syntax.lineOf(node) })),
  ];
}

/** The parts of a file. Its path is a name. Every other file than a source is text. */
const partsOf = (path: string, text: string): Part[] => [
  { kind: "names", text: path, line: 1 },
  ...(/\.(?:tsx?|mjs|cjs)$/.test(path) ? partsOfSource(path, text) : [{ kind: "texts", text, line: 1 } satisfies Part]),
];

/** Names as words: `ofTwoWords` is "of Two Words", `HTTPWord` is "HTTP Word". */
const spelledOut = (names: string): string =>
  names.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_-]+/g, " ");

/** A text without the words that are not identifiers: those have an inner capital, an underscore, a dot or a bracket. */
const identifiersIn = (text: string): string =>
  text.replace(/[\w$@]+(?:[.:/-][\w$]+)*\(?/g, (word) =>
    /[a-z\d][A-Z]|\w[_./]\w|\($/.test(word) ? word : " ".repeat(word.length),
  );

const patterns = new Map<string, RegExp>();

/** Matches whole words only. */
function patternOf(word: string): RegExp {
  const known = patterns.get(word);
  if (known) return known;
  const pattern = /^[\p{L} -]+$/u.test(word) ? `${word.replaceAll(/[ -]/g, "[ -]")}(?:e?s)?` : word;
  const [begin, end] = ["(?:(?=[^\\p{L}\\d])|(?<![\\p{L}\\d]))", "(?:(?<=[^\\p{L}\\d])|(?![\\p{L}\\d]))"];
  const compiled = new RegExp(`${begin}(?:${pattern})${end}`, "giu");
  patterns.set(word, compiled);
  return compiled;
}

/** A text in one line, and where its lines start in it. A sentence may continue in the next line of a comment. */
interface OneLine {
  text: string;
  starts: number[];
}

function oneLine(text: string): OneLine {
  const lines = text
    .split("\n")
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*(?:\*|\/\/|--|[;#])?\s*/, "")));
  let start = 0;
  const starts = lines.map((line) => {
    start += line.length + 1;
    return start - line.length - 1;
  });
  return { text: lines.join(" "), starts };
}

/** A text as it is, and with names as words. */
const formsOf = (text: string): OneLine[] => [text, spelledOut(text)].map(oneLine);

/** The lines in which a pattern begins to match. */
const linesOf = ({ text, starts }: OneLine, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(({ index }) => starts.findLastIndex((begin) => begin <= index));

/** The lines of a part that use a retired word, as prose or as a part of a name. */
function usesIn({ kind, text, line }: Part, { word, where = "both" }: RetiredWord): number[] {
  if (where !== "both" && where !== kind && where !== "names") return [];
  const read = where === "names" && kind === "texts" ? identifiersIn(text) : text;
  return formsOf(read).flatMap((form) => linesOf(form, patternOf(word)).map((index) => line + index));
}

/**
 * The uses of retired words in a file.
 *
 * @param path relative to the project's folder
 * @returns one line per use, with file, line, word and replacement
 */
export function retiredIn(path: string, text: string, words: readonly RetiredWord[]): string[] {
  if (exempt.test(path) || path === file) return [];
  const whole = formsOf(`${path}\n${text}`);
  const refused = words
    .filter(({ except = [] }) => !except.some((begin) => path.startsWith(begin)))
    // Files without a match need not be parsed.
    .filter(({ word }) => whole.some((form) => form.text.search(patternOf(word)) >= 0));
  if (refused.length === 0) return [];
  const found = partsOf(path, text).flatMap((part) =>
    refused.flatMap((word) =>
      usesIn(part, word).map((line) => `${path}:${line} uses "${word.word}", which is retired: ${word.instead}`),
    ),
  );
  return [...new Set(found)];
}

/**
 * The words of the glossary's last column that the list does not refuse. A word that is retired in one sense only has
 * the sense in brackets; an entry of the list names it in `senses`.
 */
export function unlistedRetired(page: string, words: readonly RetiredWord[]): string[] {
  const rows = [...page.matchAll(/^\|(?!\s*(?:word\s*\||-))[^|\n]*\|[^|\n]*\|([^|\n]*)\|$/gm)];
  return rows
    .flatMap(([, column = ""]) => column.split(/,(?![^()]*\))/))
    .map((word) => word.trim())
    .filter((word) => word !== "")
    .filter((word) => {
      const listed = ({ word: pattern, senses }: RetiredWord) =>
        word.includes("(") ? senses?.includes(word) : word.search(patternOf(pattern)) >= 0;
      return !words.some(listed);
    })
    .map((word) => `${glossary} retires "${word}", which ${file} does not refuse`);
}

/** The list of retired words. @throws if it is malformed */
export const readRetired = (root: string): RetiredWord[] =>
  retiredWords.parse(JSON.parse(readFileSync(join(root, file), "utf8")));

const skipped = ["node_modules", ".next", ".turbo", ".artifacts", ".tools"];

/** The paths of the checked files of a project. */
export const checkedFiles = (root: string): string[] =>
  globSync(sources, { cwd: root, exclude: (name) => skipped.includes(name) }).sort();

/** All uses of retired words in a project, and words that only its glossary retires. */
export function retiredUses(root: string): string[] {
  const words = readRetired(root);
  return [
    ...unlistedRetired(readFileSync(join(root, glossary), "utf8"), words),
    ...checkedFiles(root).flatMap((path) => retiredIn(path, readFileSync(join(root, path), "utf8"), words)),
  ];
}
