import type { Settings } from "@waybill/config";
import { DrizzleQueryError } from "drizzle-orm";
import { type Logger as PinoLogger, pino } from "pino";
import { build as pretty } from "pino-pretty";

/** Structured logs. */
export type Logger = PinoLogger;

/** What an error of the database has that may hold values. */
const values = ["params", "parameters", "args", "detail", "where"];

/** The statement that failed, out of whatever wraps it: each wrapper repeats the message, which has its values. */
function failedQuery(error: unknown): DrizzleQueryError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DrizzleQueryError) return cause;
  }
  return null;
}

/** An error as logs have it: one of the database without the values that the statement was sent with. */
export function loggable(error: Error): object {
  const failed = failedQuery(error);
  const told =
    failed?.cause instanceof Error ? { ...pino.stdSerializers.err(failed.cause), query: failed.query } : null;
  const fields = Object.entries(told ?? pino.stdSerializers.err(error));
  return Object.fromEntries(fields.filter(([name]) => !values.includes(name)));
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
