import { environmentOf } from "@waybill/config";
import { openEnvironment, readEnvironment } from "./environment.ts";
import { run } from "./processes.ts";
import { stepsToStandardError } from "./terminal.ts";

/** Commands without a database. */
const withoutDatabase = new Set(["help", "complete"]);
/** Commands that check the settings of all processes, with their secrets. */
const checking = new Set(["settings", "doctor"]);

/** Adds the names of the settings that the start has set, as opposed to given ones. */
const withOrigin = (env: NodeJS.ProcessEnv, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  WAYBILL_START_SETS: Object.keys(env)
    .filter((name) => env[name] !== undefined && given[name] === undefined)
    .join(","),
});

/**
 * `npm run waybill -- <command>`: the command line, with the database and secrets of the installation in this folder, whether
 * it runs or not.
 */
export async function waybill(args: string[]): Promise<number> {
  stepsToStandardError();
  const name = args.find((arg) => !arg.startsWith("-")) ?? "help";
  const start = (env: NodeJS.ProcessEnv) => run("node", ["apps/cli/src/main.ts", ...args], { env });
  const given = { ...readEnvironment("production") };
  if (withoutDatabase.has(name) || args.some((arg) => arg === "--help" || arg === "-h")) {
    return start(environmentOf("command", given));
  }
  const environment = await openEnvironment("production", "command");
  try {
    const env = checking.has(name) ? environment.env : environmentOf("command", environment.env);
    return await start(withOrigin(env, given));
  } finally {
    await environment.close();
  }
}
