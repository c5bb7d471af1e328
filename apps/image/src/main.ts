// The program of the image: `web`, `worker`, `migrate`, `cli` and `health`, each loaded when it is asked for.

/** The oldest Node that runs it, as major and minor version: the web server uses what came with it. */
const neededNode = [24, 9] as const;

const commands: Record<string, () => Promise<unknown>> = {
  /** The web server. */
  web: () => import("../../web/src/server/main.ts"),
  /** Works off the queues. */
  worker: () => import("../../worker/src/main.ts"),
  /** Brings the database up to date, and ends. */
  migrate: () => import("./migrate.ts"),
  /** The command line: `cli tenants list`. */
  cli: () => import("../../cli/src/main.ts"),
  /** Asks the process in the same container whether it takes work: for the image's HEALTHCHECK. */
  health: () => import("./health.ts"),
};

// Nothing newer is loaded before this: an older Node ends with this sentence, not with a SyntaxError.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < neededNode[0] || (major === neededNode[0] && minor < neededNode[1])) {
  console.error(`Node ${neededNode.join(".")} or newer is needed; ${process.execPath} is ${process.versions.node}.`);
  process.exit(1);
}

const [name = ""] = process.argv.splice(2, 1);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  await command();
} else {
  console.error(`There is no command ${name}. Available: ${Object.keys(commands).join(", ")}.`);
  process.exitCode = 64;
}
