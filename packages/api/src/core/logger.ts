import type { Settings } from "@waybill/config";
import { type Logger as PinoLogger, pino } from "pino";
import { build as pretty } from "pino-pretty";

/** Structured logs. */
export type Logger = PinoLogger;

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
      redact: { paths: secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[redacted]" },
    },
    settings.LOG_FORMAT === "pretty"
      ? pretty({ colorize: true, ignore: "process", messageFormat: "{process} {msg}" })
      : undefined,
  );
}
