import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./processes.ts";
import { UserError } from "./terminal.ts";

// Fuzzing, chaos and benchmarks are removed with the business modules: see `tooling/modules/project.ts`.
export const fuzzMain = "e2e/fuzz/main.ts";
export const chaosMain = "tooling/chaos/main.ts";
export const benchMain = "bench/main.ts";

/** Whether a file of the project exists. */
export const isThere = (file: string) => existsSync(join(root, file));

/** @throws {UserError} if a file was removed with its modules */
export function requireThere(file: string): void {
  if (!isThere(file)) throw new UserError(`${file} was removed with the modules that it tests.`);
}
