import { environmentOf } from "@waybill/config";
import { openEnvironment, readEnvironment } from "./environment.ts";
import { run } from "./processes.ts";
import { stepsBesideResult } from "./terminal.ts";

/** What the command line does without a database. */
const alone = new Set(["help", "complete"]);
/** What looks at everything as it is, with the secrets of all processes. */
const looking = new Set(["settings", "doctor"]);

/** An environment that says which of its settings nobody has given: the start has set them. */
const withOrigin = (env: NodeJS.ProcessEnv, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  WAYBILL_START_SETS: Object.keys(env)
    .filter((name) => env[name] !== undefined && given[name] === undefined)
    .join(","),
});

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
  const environment = await openEnvironment("production", "beside");
  try {
    const env = looking.has(name) ? environment.env : environmentOf("command", environment.env);
    return await start(withOrigin(env, given));
  } finally {
    await environment.close();
  }
}
