import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

// Compares docs/security/asvs.md with the standard's list of requirements and with the named tests.

const page = join(import.meta.dirname, "../../../docs/security/asvs.md");
const levels: Record<string, number> = JSON.parse(readFileSync(join(import.meta.dirname, "asvs.json"), "utf8"));

const states = ["met", "not applicable", "decided otherwise", "open"] as const;

const text = readFileSync(page, "utf8");
const rows = text
  .split("\n")
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [id = "", level, asks = "", state = "", says = ""] = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { id, level: Number(level), asks, state, says };
  });

/** The proofs of a row: links to files, and the words in them. */
function proofsOf(says: string) {
  return [...says.matchAll(/\[`[^`]+`\]\(([^)]+)\): `([^`]+)`/g)].map(([, file = "", words = ""]) => ({ file, words }));
}

/** The sections of the standard that require documentation. */
const asksForDocumentation = /^(?:2|5|6|7|8|11|13|14|15|16)\.1\./;

/** The problems of a proof. */
function wrongs(id: string, { file, words }: { file: string; words: string }): string[] {
  const path = join(dirname(page), file);
  if (!existsSync(path)) return [`${file} does not exist`];
  const fits = asksForDocumentation.test(id) ? /\.(?:md|test\.ts|spec\.ts)$/ : /\.(?:test|spec)\.ts$/;
  if (!fits.test(file)) return [`${file} is not a test`];
  return readFileSync(path, "utf8").includes(words) ? [] : [`${file} does not hold "${words}"`];
}

test("the page has every requirement of levels 1 and 2 once, with its level", () => {
  expect(rows.map(({ id, level }) => [id, level])).toEqual(Object.entries(levels));
  expect(rows).toHaveLength(253);
});

describe("a requirement", () => {
  test.each(rows)("$id has a proof or a reason", ({ id, asks, state, says }) => {
    expect(states).toContain(state);
    expect(asks.split(" ").length).toBeLessThanOrEqual(12);
    const proofs = proofsOf(says);
    if (state === "met") expect(proofs).not.toEqual([]);
    else if (state === "decided otherwise") expect(says.length).toBeGreaterThan(100);
    else expect(says.length).toBeGreaterThan(15);
    expect(proofs.flatMap((proof) => wrongs(id, proof))).toEqual([]);
    expect(says.split("](").length - 1).toBe(proofs.length);
  });
});

test("the counts at the beginning are those of the rows", () => {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  expect(text).toContain(
    `Of ${rows.length} lines, ${count("met")} are met, ${count("not applicable")} are not applicable, ${count("decided otherwise")} are decided otherwise and ${count("open")} are open.`,
  );
});

test("wrong references are found", () => {
  const here = "../../packages/config/src/index.test.ts";
  expect(wrongs("1.1.1", { file: here, words: "words that stand nowhere" })).toHaveLength(1);
  expect(wrongs("1.1.1", { file: "../../nowhere.test.ts", words: "x" })).toHaveLength(1);
  expect(wrongs("1.1.1", { file: "asvs.md", words: "OWASP" })).toEqual(["asvs.md is not a test"]);
  expect(wrongs("1.1.1", { file: here, words: "report all problems at once" })).toEqual([]);
});
