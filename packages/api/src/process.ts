import { inspect } from "node:util";
import { type ProcessKind, type Settings, SettingsError, settingsOf } from "@waybill/config";
import { connect, databaseFailure } from "@waybill/db";
import { lastMigration } from "@waybill/db/schema-version";
import type { App } from "./core/context.ts";
import { Health, type HealthOptions } from "./core/monitoring/health.ts";
import { createLogger, type Logger } from "./core/monitoring/logger.ts";
import { watchLoop } from "./core/monitoring/watchdog.ts";
import { requireFileFolder } from "./platform/files/store.ts";
import { ListenError } from "./probes.ts";

/** The start of a process. */
export interface StartedProcess {
  config: Settings;
  log: Logger;
}

/**
 * Runs a process: reads its settings and turns all output into log lines. A failed start is reported in a sentence and
 * exits with code 1.
 *
 * @param main starts the work of the process, which continues after it returns.
 */
export async function runProcess(kind: ProcessKind, main: (beginning: StartedProcess) => Promise<void>): Promise<void> {
  const format = process.env.LOG_FORMAT === "pretty" ? "pretty" : "json";
  let log = createLogger({ LOG_LEVEL: "info", LOG_FORMAT: format }, kind);
  const restore = logEverything(() => log, kind);
  try {
    const config = settingsOf(kind);
    requireFileFolder(config);
    log = createLogger(config, kind);
    // In a terminal, other output is readable already.
    if (config.LOG_FORMAT === "pretty") restore();
    // A debugger stops the loop.
    if (config.NODE_ENV === "production") watchLoop(config, kind);
    await main({ config, log });
  } catch (error) {
    log.fatal(
      { ...(log.isLevelEnabled("debug") ? { err: error } : {}) },
      `The ${kind} process did not start. ${reasonOf(error)}`,
    );
    process.exit(1);
  }
}

/** The reason why a process did not start, with advice. */
export function reasonOf(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ListenError) return error.message;
  if (/production build/.test(error.message)) return "No build exists. Create one with: npm run build";
  const database = databaseFailure(error);
  if (database) return `${database} Check DATABASE_URL: host, user, password and database.`;
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message;
}

const levels = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error", trace: "debug" } as const;

/** The level of a console method. */
type ConsoleMethod = keyof typeof levels;

/**
 * Turns all output into log lines: the console (used by libraries and Next), Node's warnings, and unhandled errors. An
 * unhandled rejection ends nothing; an uncaught exception ends the process.
 *
 * @returns a function that restores the console.
 */
function logEverything(log: () => Logger, kind: ProcessKind): () => void {
  const before = { ...console };
  for (const method of Object.keys(levels) as ConsoleMethod[]) {
    console[method] = (...output: unknown[]) => {
      const error = output.find((part) => part instanceof Error);
      const text = output.map((part) =>
        typeof part === "string"
          ? part
          : part instanceof Error
            ? part.message
            : inspect(part, { depth: 3, breakLength: Infinity }),
      );
      log()[levels[method]](error ? { err: error } : {}, withoutColours(text.join(" ")).trim());
    };
  }
  // Node's own listener prints them.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log().warn({ err: warning }, `Node warns: ${warning.message}`));
  process.on("unhandledRejection", (error) => log().error({ err: error }, "unhandled rejection"));
  process.on("uncaughtException", (error) => {
    log().fatal({ err: error }, `The ${kind} process stops because of an unhandled error. ${reasonOf(error)}`);
    process.exit(1);
  });
  return () => Object.assign(console, before);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins the codes of colours
const withoutColours = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, "");

/** Monitors the process from here on. @param of.end ends it and aborts running work, when it can no longer serve. */
export function monitorProcess(app: App, of: Pick<HealthOptions, "work" | "listening">): Health {
  const health = new Health(app, {
    ...of,
    direct: () => connect(app.settings, { max: 1, waitSeconds: 5 }),
    migration: lastMigration(),
    end(reason) {
      app.log.fatal({ health: app.health?.state }, reason);
      process.exit(1);
    },
  });
  app.health = health;
  app.metrics.gauge("waybill_ready", "Whether the process can serve, by dependency", ["part"], () =>
    Object.entries(health.state.parts).map(([part, problem]) => [{ part }, problem === null ? 1 : 0]),
  );
  app.metrics.gauge(
    "waybill_database_answered_seconds",
    "Seconds since the last successful database statement",
    [],
    () => [[{}, health.state.lastQuerySeconds ?? Number.NaN]],
  );
  return health;
}
