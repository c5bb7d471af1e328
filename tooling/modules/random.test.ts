import { Project } from "ts-morph";
import { expect, test } from "vitest";
import { root } from "../cli/processes.ts";
import { filesFor } from "./new-module.ts";
import { moduleNames, refTargetOf } from "./project.ts";
import { argumentsOf, randomRequest } from "./random.ts";
import { readSpec } from "./spec.ts";

// Random modules that are not written: each specification is valid, and its sources can be parsed. random.long.test.ts
// writes and tests twenty of them.

const known = moduleNames(root);
const targets = known.filter((name) => typeof refTargetOf(root, name) === "object");

/** The syntax errors in these files. */
function wrongIn(files: Record<string, string>): string[] {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  for (const [file, content] of Object.entries(files)) project.createSourceFile(file, content);
  const found = project.getProgram().getSyntacticDiagnostics();
  return found.map((each) => `${each.getSourceFile()?.getFilePath()}: ${JSON.stringify(each.getMessageText())}`);
}

test("the sources of random modules are TypeScript", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const wanted = randomRequest(seed, targets, known);
    const files = filesFor(root, readSpec(root, wanted));
    expect(Object.keys(files).length).toBeGreaterThan(15);
    expect(wrongIn(files), `seed ${seed}: ${argumentsOf(wanted).join(" ")}`).toEqual([]);
  }
  expect(wrongIn({ "broken.ts": "export const broken = ;" })).toHaveLength(1);
}, 60_000);

test("a seed determines the module, and seeds give all kinds of fields", () => {
  expect(randomRequest(7, targets)).toEqual(randomRequest(7, targets));
  const all = Array.from({ length: 60 }, (_, seed) => randomRequest(seed, ["places"]).fields).flat();
  for (const kind of ["text", "longtext", "email", "int", "money", "date", "boolean", "enum", "ref"]) {
    expect(all.filter((field) => field.includes(`:${kind}`)).length, kind).toBeGreaterThan(0);
  }
});
