import type { Settings } from "@waybill/config";
import { DrizzleQueryError } from "drizzle-orm";
import { type Logger as PinoLogger, pino } from "pino";
import { build as pretty } from "pino-pretty";

/** Structured logs. */
export type Logger = PinoLogger;

/** What an error of the database has that may hold values. */
const values = ["params", "parameters", "args", "detail", "where"];

/** An error as logs have it: one of the database without the values that the statement was sent with. */
function loggable(error: Error): object {
  const told = error instanceof DrizzleQueryError && error.cause instanceof Error ? error.cause : error;
  const { query } = error as { query?: unknown };
  const fields = { ...pino.stdSerializers.err(told), ...(typeof query === "string" ? { query } : {}) };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !values.includes(name)));
}

/** Never in a log, wherever it stands in what is logged. */
const secrets = ["password", "passwordHash", "token", "secret", "authorization", "cookie", "email"];

/**
 * Makes a process's logger: JSON lines, or text for a terminal.
 *
 * @param process the process's name, in every line.
 */
export function createLogger(settings: Settings, process: string): Logger {
  return pino(
    {
      level: settings.LOG_LEVEL,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: loggable },
      redact: { paths: secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[redacted]" },
    },
    settings.LOG_FORMAT === "pretty"
      ? pretty({ colorize: true, ignore: "process", messageFormat: "{process} {msg}" })
      : undefined,
  );
}
