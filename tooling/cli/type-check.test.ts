import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { typeCheck } from "./type-check.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const check = () => typeCheck(join(folder, "tsconfig.json"), join(folder, "kept"));

test("a cached type check has the same result as one from scratch, after any change", async () => {
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { strict: true, types: [], module: "esnext" }, include: ["*.ts"] }),
  );
  write("far.ts", "export const far = (): number => 1;\n");
  write("near.ts", 'import { far } from "./far";\nexport const near = far();\n');
  write("user.ts", 'import { near } from "./near";\nexport const text: number = near;\n');
  const first = await check();
  expect(first.problems).toEqual([]);
  expect(first.files.filter((file) => file.startsWith(folder))).toHaveLength(3);
  // Without changes every file is listed too.
  expect(await check()).toEqual(first);
  // An error two imports away from the change, reported in each run.
  write("far.ts", 'export const far = (): string => "1";\n');
  for (let time = 0; time < 2; time += 1) {
    expect((await check()).problems).toEqual([expect.stringContaining("user.ts(2,14): error TS2322")]);
  }
  write("far.ts", "export const far = (): number => 2;\n");
  expect((await check()).problems).toEqual([]);
  // A stricter option reaches files that have not changed.
  write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: { strict: true, types: [], module: "esnext", noUnusedLocals: true },
      include: ["*.ts"],
    }),
  );
  write("extra.ts", "export {};\nconst unused = 1;\n");
  expect((await check()).problems).toEqual([expect.stringContaining("extra.ts(2,7): error TS6133")]);
  rmSync(join(folder, "near.ts"));
  expect((await check()).problems.join("\n")).toContain("Cannot find module './near'");
}, 60_000);
