import type { Settings } from "@waybill/config";
import { DrizzleQueryError } from "drizzle-orm";
import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";
import { build as pretty } from "pino-pretty";

export type Logger = PinoLogger;

/** Properties of database errors that may contain values. */
const values = ["params", "parameters", "args", "detail", "where"];

/** The failed query in a chain of causes: each wrapper repeats its message, which contains the values. */
function failedQuery(error: unknown): DrizzleQueryError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DrizzleQueryError) return cause;
  }
  return null;
}

/** The longest text in a log line, in characters. */
const maxTextLength = 4000;
/** The longest line, in characters. */
const maxLineLength = 32_000;

const truncated = (text: string, max: number) =>
  text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text;

/** A loggable error: a database error without the statement's values. */
export function loggable(error: Error): object {
  const failed = failedQuery(error);
  const known =
    failed?.cause instanceof Error ? { ...pino.stdSerializers.err(failed.cause), query: failed.query } : null;
  const refused = failed?.cause ?? error;
  const fields = Object.entries(known ?? pino.stdSerializers.err(error)).filter(([name]) => !values.includes(name));
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      typeof value === "string" ? truncated(withoutValue(value, refused), maxTextLength) : value,
    ]),
  );
}

/** Errors of class 22 (data exceptions) quote the value. */
function withoutValue(text: string, error: unknown): string {
  const code = error instanceof Error && "severity" in error && "code" in error ? String(error.code) : "";
  if (!code.startsWith("22") || !(error instanceof Error)) return text;
  return text.replaceAll(error.message, "The database cannot read a value.");
}

/** Limits the length of a line: of a longer one, the origin and the beginning remain. */
export function bounded(line: string): string {
  if (line.length <= maxLineLength) return line;
  const { level, time, process, msg, requestId, jobId, job } = JSON.parse(line);
  const kept = { level, time, process, requestId, jobId, job, msg: truncated(String(msg ?? ""), maxTextLength) };
  return `${JSON.stringify({ ...kept, begins: truncated(line, maxTextLength) })}\n`;
}

/** Redacted everywhere in a log. */
const secrets = ["password", "passwordHash", "token", "secret", "authorization", "cookie", "email"];

/**
 * Creates the logger of a process: JSON lines, or text for a terminal.
 *
 * @param process the process's name, in every line.
 * @param to the output; standard output by default.
 */
export function createLogger(
  settings: Pick<Settings, "LOG_LEVEL" | "LOG_FORMAT">,
  process: string,
  to?: DestinationStream,
): Logger {
  return pino(
    {
      level: settings.LOG_LEVEL,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: loggable },
      hooks: { streamWrite: bounded },
      redact: { paths: secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[redacted]" },
    },
    settings.LOG_FORMAT === "pretty"
      ? pretty({ colorize: true, ignore: "process", messageFormat: "{process} {msg}" })
      : to,
  );
}
