import { basename, dirname, isAbsolute, join } from "node:path";
import { capture } from "./processes.ts";

/**
 * Checks the types of one program. Results are cached: the next run checks only files that a change affects.
 *
 * @param config the path of its tsconfig.
 * @param keptIn the folder of the cache.
 * @returns problems, as the compiler prints them; and all files that belong to the program.
 */
export async function typeCheck(config: string, keptIn: string): Promise<{ problems: string[]; files: string[] }> {
  const name = `${basename(dirname(config))}-${basename(config, ".json")}.tsbuildinfo`;
  const args = ["--noEmit", "--incremental", "--tsBuildInfoFile", join(keptIn, name), "--listFiles", "-p", config];
  const { output, code } = await capture("tsc", args);
  const lines = output.split("\n").filter(Boolean);
  const problems = lines.filter((line) => !isAbsolute(line));
  return {
    problems: code !== 0 && problems.length === 0 ? [`the type check of ${config} ended with ${code}`] : problems,
    files: lines.filter(isAbsolute),
  };
}
