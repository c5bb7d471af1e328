import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "@swc/core";
import { expect, test, vi } from "vitest";
import { checksOf, placesOf } from "../testing/schema.ts";
import { everySchema } from "../testing/sources.ts";
import { postcodePatterns } from "./generated/postcodes.ts";

// No pattern takes longer than its text is long: checked by a proof (recheck), for every literal of the code that runs,
// every pattern of a schema and every postcode.

vi.stubEnv("RECHECK_BACKEND", "pure");
const { checkSync } = await import("recheck");

/** The time limit of one proof, in milliseconds. */
const patience = 60_000;

interface Pattern {
  source: string;
  flags: string;
}

/** The literals in a parsed file, at any depth. */
function literalsIn(node: unknown): Pattern[] {
  if (typeof node !== "object" || node === null) return [];
  const { type, pattern, flags } = node as Record<string, unknown>;
  if (type === "RegExpLiteral") return [{ source: String(pattern), flags: String(flags) }];
  return Object.values(node).flatMap(literalsIn);
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const files = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.{ts,tsx}"], {
  cwd: root,
  exclude: ["**/*.test.ts", "**/generated/**"],
});
const literals = files.flatMap((file) =>
  literalsIn(parseSync(readFileSync(join(root, file), "utf8"), { syntax: "typescript", tsx: file.endsWith("x") })),
);
const ofSchemas = (await everySchema())
  .flatMap(({ schema }) => placesOf(schema))
  .flatMap(({ schema }) => checksOf(schema).flatMap(({ pattern }) => pattern ?? []));

/** Patterns with repetition: others take time proportional to their length. */
const repeats = ({ source }: Pattern) => /[*+]|\{\d*,\d*\}/.test(source);

const known = new Map(
  [...literals, ...ofSchemas, ...Object.values(postcodePatterns)]
    .filter(repeats)
    .map(({ source, flags }) => [`/${source}/${flags}`, { source, flags }]),
);

/** The same texts are used each time, so that the result does not depend on chance. */
const verdictOf = ({ source, flags }: Pattern) => {
  const verdict = checkSync(source, flags, { timeout: patience, randomSeed: 1 });
  return verdict.status === "vulnerable" ? `${verdict.status} ${verdict.complexity.type}` : verdict.status;
};

test("there are patterns of every origin", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(literals.length).toBeGreaterThan(15);
  expect(ofSchemas.length).toBeGreaterThan(20);
  expect(known.size).toBeGreaterThan(20);
});

test("the check finds a slow pattern", () => {
  expect(verdictOf(/^(\w+\s?)*$/)).toBe("vulnerable exponential");
  expect(verdictOf(/-+$/)).toBe("vulnerable polynomial");
});

test.each([...known])("%s", (_pattern, pattern) => expect(verdictOf(pattern)).toBe("safe"), 2 * patience);
