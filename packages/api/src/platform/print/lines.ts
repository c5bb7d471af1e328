/// <reference path="./linebreak.d.ts" />
import bidiFactory from "bidi-js";
import LineBreaker from "linebreak";

const bidi = bidiFactory();
/** Splits texts into graphemes. */
export const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const words = new Intl.Segmenter("und", { granularity: "word" });

/** Scripts without spaces: word breaks need a dictionary. */
const unspaced = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The unbreakable parts of a text (UAX 14); never inside a grapheme. */
function* breakable(text: string): Generator<string> {
  const whole = new Set(Array.from(graphemes.segment(text), ({ index }) => index));
  let start = 0;
  for (const end of breaksOf(text)) {
    if (end < text.length && !whole.has(end)) continue;
    yield text.slice(start, end);
    start = end;
  }
}

function* breaksOf(text: string): Generator<number> {
  const breaker = new LineBreaker(text);
  let start = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    const part = text.slice(start, next.position);
    if (unspaced.test(part)) for (const { segment, index } of words.segment(part)) yield start + index + segment.length;
    else yield next.position;
    start = next.position;
  }
}

/**
 * Breaks a text into lines of at most `width`: between words, and inside words that are wider than a line.
 *
 * @param widthOf the width of a part of the text.
 * @param unitsOf the breakable units of a word.
 */
export function wrap(
  text: string,
  width: number,
  widthOf: (text: string) => number,
  unitsOf: (word: string) => string[],
): string[] {
  const lines: string[] = [];
  let line = "";
  const end = () => {
    if (line.trim()) lines.push(line.trim());
    line = "";
  };
  for (const part of breakable(text)) {
    if (widthOf((line + part).trimEnd()) > width) end();
    if (widthOf(part.trimEnd()) <= width) line += part;
    else {
      for (const unit of unitsOf(part)) {
        if (line && widthOf(line + unit) > width) end();
        line += unit;
      }
    }
  }
  end();
  return lines;
}

/** A part of a line with one direction. */
export interface Run {
  text: string;
  /** Its offset in the line, in UTF-16 units. */
  start: number;
  rightToLeft: boolean;
}

/** Whether a line runs from right to left, by its first strong character (UAX 9, P2 and P3). */
export const isRightToLeft = (line: string): boolean =>
  ((bidi.getEmbeddingLevels(line).paragraphs[0]?.level ?? 0) & 1) === 1;

/**
 * Splits a line into runs in visual order, by UAX 9. The text of a run stays in logical order, and brackets are
 * mirrored by the shaper.
 */
export function visualRuns(line: string): Run[] {
  const { levels: levelOf } = bidi.getEmbeddingLevels(line);
  const runs: (Run & { level: number })[] = [];
  for (let index = 0; index < line.length; index += 1) {
    const level = levelOf[index] ?? 0;
    const last = runs.at(-1);
    if (last?.level === level) last.text += line[index];
    else runs.push({ text: line[index] ?? "", start: index, level, rightToLeft: (level & 1) === 1 });
  }
  // L2: from the highest to the lowest odd level, reverses runs at that level or above.
  const levels = runs.map(({ level }) => level);
  for (let level = Math.max(0, ...levels); level > 0; level -= 1) {
    for (let start = 0; start < runs.length; start += 1) {
      let after = start;
      while ((runs[after]?.level ?? -1) >= level) after += 1;
      if (after > start) runs.splice(start, after - start, ...runs.slice(start, after).reverse());
      start = Math.max(start, after);
    }
  }
  return runs.map(({ text, start, rightToLeft }) => ({ text, start, rightToLeft }));
}
