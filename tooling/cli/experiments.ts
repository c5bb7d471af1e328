import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { artifacts } from "./outcome.ts";
import { run } from "./processes.ts";
import { benchMain, chaosMain, fuzzMain, requireThere } from "./removable.ts";
import { build } from "./start.ts";

// Long runs that are not part of `npm test`: fuzzing, fault injection, attacks, mutants and benchmarks.

/** Makes a complete run write its report for `npm run figures`. */
function reporting(name: string, args: string[]): { env: NodeJS.ProcessEnv } {
  mkdirSync(artifacts, { recursive: true });
  return { env: args.length === 0 ? { ...process.env, REPORT: join(artifacts, `${name}.json`) } : process.env };
}

/** `npm run fuzz`: generated inputs for all entry points. `-- --seed S` repeats a run. */
export async function fuzz(args: string[]): Promise<number> {
  requireThere(fuzzMain);
  await build();
  return run("node", ["fuzz/main.ts", ...args], { folder: "e2e", ...reporting("fuzz", args) });
}

/** `npm run chaos`: fault injection under load; see docs/chaos.md. `-- --short` takes minutes. */
export async function chaos(args: string[]): Promise<number> {
  requireThere(chaosMain);
  await build();
  return run("node", [chaosMain, ...args], { env: { ...process.env, NODE_ENV: "production" } });
}

/** `npm run attack`: hostile tenants call every procedure, and races. `-- --only items.` runs a part. */
export async function attack(args: string[]): Promise<number> {
  return run("node", ["src/testing/attack/main.ts", ...args], { folder: "packages/api", ...reporting("attack", args) });
}

/** `npm run mutants`: removes the parts of the isolation one by one; tests must fail each time. */
export async function mutants(args: string[]): Promise<number> {
  return run("node", ["src/testing/mutants/main.ts", ...args], {
    folder: "packages/api",
    ...reporting("mutants", args),
  });
}

/** `npm run bench`: compares Waybill with hand-written equivalents. `-- name` measures one row. */
export async function bench(args: string[]): Promise<number> {
  requireThere(benchMain);
  const [name = ""] = args;
  // These measure the sources themselves.
  if (["types", "dev", "check"].includes(name)) return run("node", [`${name}.ts`], { folder: "bench" });
  await build();
  const code = await run("next", ["build", "reference"], {
    folder: "bench",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0) return code;
  return run("node", ["--expose-gc", "main.ts", ...args], { folder: "bench" });
}
