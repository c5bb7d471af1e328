import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyProject } from "../tooling/modules/copy.ts";
import { edits } from "./edits.ts";
import { median, took } from "./measure.ts";

// `npm run bench -- check`: the duration of `npm run check` after a change of one line, compared with a run without caches.
// After the first change of a file, the type check includes all files that depend on it: the cache learns its exported types.

const say = (line: string) => process.stdout.write(`${line}\n`);

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
/** The goal: the maximum ratio. */
const goal = 0.2;
/** The caches of the checks. */
const kept = [".artifacts", "node_modules/.cache", "apps/web/tsconfig.tsbuildinfo"];

const folder = copyProject();

/** Runs the checks. @returns the duration in seconds @throws if one fails */
async function check(): Promise<number> {
  const { NODE_COMPILE_CACHE: _cache, ...env } = process.env;
  const ms = await took(async () => {
    const child = spawn(process.execPath, ["tooling/cli/main.ts", "check"], { cwd: folder, env, stdio: "pipe" });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    const code = await new Promise((resolve) => child.once("exit", resolve));
    if (code !== 0) throw new Error(`The checks failed:\n${output}`);
  });
  return ms / 1000;
}

const nothing: number[] = [];
const first: number[] = [];
const further: number[] = [];
try {
  const { file, from, to } = edits.line;
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  for (let round = 0; round < rounds; round += 1) {
    for (const name of kept) rmSync(join(folder, name), { recursive: true, force: true });
    nothing.push(await check());
    writeFileSync(path, text.replace(from, `${to} // ${round}`));
    first.push(await check());
    writeFileSync(path, text.replace(from, `${to} // ${round}, again`));
    further.push(await check());
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
say(`nothing cached             ${median(nothing).toFixed(1)} s`);
for (const [name, seconds] of [
  ["first change of a file", first],
  ["further change of it", further],
] as const) {
  const ratios = seconds.map((each, index) => each / (nothing[index] ?? 1));
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  say(
    `${name.padEnd(26)} ${median(seconds).toFixed(1)} s, ${ratio.toFixed(2)} × (${range}), goal ≤ ${goal}${ratio > goal ? ", missed" : ""}`,
  );
}
process.exit();
