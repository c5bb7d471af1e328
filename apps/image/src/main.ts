// The program of the image: `web`, `worker`, `migrate`, `cli` and `health`, each loaded when it is asked for.

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

const [name = ""] = process.argv.splice(2, 1);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  await command();
} else {
  console.error(`There is no command ${name}. There are: ${Object.keys(commands).join(", ")}.`);
  process.exitCode = 64;
}
