import { fleschKincaid } from "flesch-kincaid";
import type { Nodes, Root } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { syllable } from "syllable";
import { unified } from "unified";
import { SKIP, visit } from "unist-util-visit";

// The readability of pages: the length of sentences, and the Flesch–Kincaid grade, which approximates years of school.

/** The maximum length of a sentence in words. */
export const maxSentenceWords = 35;

/** The maximum grade of a page. */
const maxGrade = 9;

/** Pages with quotations. */
const exempt = /^docs\/security\/asvs\.md$|^CHANGELOG\.md$|^CODE_OF_CONDUCT\.md$|^\.changeset\//;

/** The prose of a page: paragraphs, list items and table cells. Code counts as one short word. */
function proseOf(markdown: string): Record<"paragraphs" | "cells", string[]> {
  const tree: Root = unified().use(remarkParse).use(remarkGfm).parse(markdown);
  const prose: ReturnType<typeof proseOf> = { paragraphs: [], cells: [] };
  visit(tree, (node: Nodes) => {
    if (node.type === "inlineCode") node.value = "Code";
    if (node.type === "image") node.alt = "";
  });
  visit(tree, (node: Nodes) => {
    if (node.type === "code" || node.type === "html" || node.type === "heading") return SKIP;
    if (node.type !== "paragraph" && node.type !== "tableCell") return undefined;
    prose[node.type === "paragraph" ? "paragraphs" : "cells"].push(textOf(node).replace(/\s+/g, " "));
    return SKIP;
  });
  return prose;
}

const splitter = {
  sentence: new Intl.Segmenter("en", { granularity: "sentence" }),
  word: new Intl.Segmenter("en", { granularity: "word" }),
};

const wordsOf = (text: string): string[] =>
  [...splitter.word.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);

/** The sentences of a text; colons and semicolons do not end a sentence. */
const sentencesOf = (text: string): string[] =>
  [...splitter.sentence.segment(text)].map(({ segment }) => segment.trim());

/** The readability of a page. */
interface Readability {
  grade: number;
  /** Sentences above the maximum, with their number of words. */
  long: { text: string; words: number }[];
}

/** Computes the readability of a page. @param markdown its text */
function readabilityOf(markdown: string): Readability {
  const { paragraphs, cells } = proseOf(markdown);
  const counted = (texts: string[]) => texts.flatMap(sentencesOf).map((text) => ({ text, words: wordsOf(text) }));
  const sentences = counted(paragraphs);
  const words = sentences.flatMap((sentence) => sentence.words);
  const syllables = words.reduce((sum, word) => sum + Math.max(1, syllable(word)), 0);
  return {
    // Without cells, which are too short to be sentences.
    grade:
      words.length === 0 ? 0 : fleschKincaid({ sentence: sentences.length, word: words.length, syllable: syllables }),
    long: [...sentences, ...counted(cells)]
      .filter((sentence) => sentence.words.length > maxSentenceWords)
      .map((sentence) => ({ text: sentence.text, words: sentence.words.length })),
  };
}

/** Pages that are hard to read, with reasons. */
export const hardPages = (documents: ReadonlyMap<string, string>): string[] =>
  [...documents]
    .filter(([path]) => !exempt.test(path))
    .flatMap(([path, markdown]) => {
      const { grade, long } = readabilityOf(markdown);
      return [
        ...(grade > maxGrade ? [`${path} reads at grade ${grade.toFixed(1)}, above ${maxGrade}`] : []),
        ...long.map(({ text, words }) => `${path}: a sentence of ${words} words, above ${maxSentenceWords}: ${text}`),
      ];
    });
