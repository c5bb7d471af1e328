import { environmentOf, SettingsError } from "@waybill/config";
import { openEnvironment, readEnvironment } from "./environment.ts";
import { run } from "./processes.ts";
import { stepsBesideResult } from "./terminal.ts";

/** What the command line does without a database. */
const alone = new Set(["help", "complete"]);
/** What looks at everything as it is: with the secrets of all processes, and at the database as it was found. */
const looking = new Set(["settings", "doctor"]);

/**
 * `npm run waybill -- <command>`: the command line, on the database and the secrets of the installation in this folder;
 * beside what runs on it, or alone.
 */
export async function waybill(args: string[]): Promise<number> {
  stepsBesideResult();
  const name = args.find((arg) => !arg.startsWith("-")) ?? "help";
  const start = (env: NodeJS.ProcessEnv) => run("node", ["apps/cli/src/main.ts", ...args], { env });
  const given = { ...readEnvironment("production") };
  if (alone.has(name) || args.some((arg) => arg === "--help" || arg === "-h")) {
    return start(environmentOf("command", given));
  }
  const migrates = !looking.has(name);
  try {
    const environment = await openEnvironment("production", "beside", { migrates });
    try {
      const { env } = environment;
      if (migrates) return await start(environmentOf("command", env));
      const set = Object.keys(env).filter((setting) => given[setting] === undefined);
      return await start({ ...env, WAYBILL_START_SETS: set.join(",") });
    } finally {
      await environment.close();
    }
  } catch (error) {
    // What is wrong with the settings is what these commands are asked for.
    if (migrates || !(error instanceof SettingsError)) throw error;
    return start({ ...given, NODE_ENV: "production" });
  }
}
