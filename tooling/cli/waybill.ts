import { environmentOf } from "@waybill/config";
import { openEnvironment, readEnvironment } from "./environment.ts";
import { run } from "./processes.ts";
import { stepsBesideResult } from "./terminal.ts";

/** What the command line does without a database. */
const alone = new Set(["help", "complete"]);
/** What looks at everything as it is: with the secrets of all processes, and at the database as it was found. */
const looking = new Set(["settings", "doctor"]);

/** An environment that says which of its settings nobody has given: the start has set them. */
const withOrigin = (env: NodeJS.ProcessEnv, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  WAYBILL_START_SETS: Object.keys(env)
    .filter((name) => given[name] === undefined)
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
  const asFound = looking.has(name);
  const environment = await openEnvironment("production", "beside", { asFound });
  try {
    const { env } = environment;
    if (!asFound) return await start(withOrigin(environmentOf("command", env), given));
    return await start(withOrigin(env, given));
  } finally {
    await environment.close();
  }
}
