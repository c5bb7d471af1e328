// The entry point of the image: `web`, `worker`, `migrate`, `cli` and `health`, loaded on demand.

/** The oldest supported Node, as major and minor version. */
const neededNode = [24, 9] as const;

const commands: Record<string, () => Promise<unknown>> = {
  web: () => import("../../web/src/server/main.ts"),
  /** Runs jobs. */
  worker: () => import("../../worker/src/main.ts"),
  /** Migrates the database, then exits. */
  migrate: () => import("./migrate.ts"),
  /** The command line: `cli tenants list`. */
  cli: () => import("../../cli/src/main.ts"),
  /** The image's HEALTHCHECK: whether the process in this container accepts work. */
  health: () => import("./health.ts"),
};

// Checked before anything else is loaded, so that an older Node prints this sentence instead of a SyntaxError.
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
