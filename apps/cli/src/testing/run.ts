import type { App } from "@waybill/api";
import { waybill } from "../waybill.ts";

/** The output of a command and its exit code. */
export interface CommandOutput {
  code: number;
  out: string;
  err: string;
}

/**
 * Runs a command in this process.
 *
 * @param of.directory the working directory.
 * @param of.startSets the settings that `npm start` has set.
 */
export async function runCommand(
  app: App,
  args: readonly string[],
  of: { directory?: string; env?: NodeJS.ProcessEnv; startSets?: string[] } = {},
): Promise<CommandOutput> {
  const { directory = process.cwd(), env = {}, startSets = ["DATA_DIR"] } = of;
  const output = { out: "", err: "" };
  const into = (name: "out" | "err") => ({
    write(chunk: string | Uint8Array) {
      output[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    },
  });
  const settings = { env, startSets: new Set(startSets) };
  const code = await waybill(args, { stdout: into("out"), stderr: into("err"), directory, app, settings });
  return { code, ...output };
}
