import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { referenceOf, withReference } from "./reference.ts";
import { Session } from "./session.ts";
import { programOf } from "./waybill.ts";

const file = fileURLToPath(new URL("../../../docs/command-line.md", import.meta.url));
const silent = { write: () => true };
const program = () =>
  programOf(
    new Session(
      { stdout: silent, stderr: silent, directory: ".", settings: { env: {}, startSets: new Set() } },
      { json: false, verbose: false },
    ),
  );

test("the document contains every command with its help", () => {
  const document = readFileSync(file, "utf8");
  const written = withReference(document, referenceOf(program()));
  if (process.env.UPDATE_COMMANDS) writeFileSync(file, written);
  expect(written, "UPDATE_COMMANDS=1 updates the commands").toBe(readFileSync(file, "utf8"));
});

test("the reference needs its markers", () => {
  expect(() => withReference("no place", "text")).toThrow("lacks");
});
