import { TRPCError } from "@trpc/server";
import { isBusy, isCommitInDoubt, isUnavailable } from "@waybill/db";
import { type EntityName, type FieldIssue, storableText } from "@waybill/validators";
import { DrizzleQueryError } from "drizzle-orm";
import { z } from "zod";
import { databaseError, isRetryable } from "./data/database-error.ts";
import { displayNameOf } from "./data/entities.ts";

/** The most issues in one response. */
const maxIssues = 500;

/** A refused input with all its issues. Services throw it for issues that only the write can find. */
export class InputRefused extends Error {
  override readonly name = "InputRefused";
  readonly issues: FieldIssue[];

  constructor(issues: readonly FieldIssue[]) {
    const limited = issues.slice(0, maxIssues);
    super(limited.map((issue) => issue.message).join(" "));
    this.issues = limited;
  }
}

/** Refuses the input with one issue. */
export function refuse(issue: FieldIssue): never {
  throw new InputRefused([issue]);
}

/** A FORBIDDEN error with a code that programs can read. */
export function forbidden(issue: Omit<FieldIssue, "path">): TRPCError {
  return new TRPCError({
    code: "FORBIDDEN",
    message: issue.message,
    cause: new InputRefused([{ path: [], ...issue }]),
  });
}

/** The code of a rate limit; `waitSeconds` in its params is the time to wait. */
const rateLimitCode = "too_many_attempts";

/** A TOO_MANY_REQUESTS error. @param waitSeconds seconds until the next attempt */
export function tooManyAttempts(path: string[], message: string, waitSeconds: number): TRPCError {
  const cause = new InputRefused([{ path, code: rateLimitCode, message, params: { waitSeconds } }]);
  return new TRPCError({ code: "TOO_MANY_REQUESTS", message, cause });
}

/** The issues of an error, for forms. */
export function issuesOf(error: unknown): FieldIssue[] {
  if (error instanceof InputRefused) return error.issues;
  return error instanceof Error && error.cause ? issuesOf(error.cause) : [];
}

/** `Retry-After` for an unavailable database, in seconds. */
const unavailableSeconds = 2;

/**
 * `Retry-After` of an error, in seconds: for a rate limit, and for an unavailable or overloaded database; otherwise 0.
 */
export function waitSecondsOf(error: unknown): number {
  const tried = issuesOf(error).map(({ code, params }) => (code === rateLimitCode ? Number(params?.waitSeconds) : 0));
  const unavailable = error instanceof TRPCError && error.code === "SERVICE_UNAVAILABLE";
  return Math.max(unavailable ? unavailableSeconds : 0, ...tried);
}

/** Message for an unavailable database. */
export const databaseUnavailable = "The database is not responding. Try again in a moment.";

/** Message for an overloaded server. */
export const serverBusy = "The server is busy. Try again in a moment.";

/** The error for an unavailable database, without the driver's message. */
function unavailable(cause: unknown): TRPCError {
  const message = isCommitInDoubt(cause)
    ? "The connection to the database was lost while this was saved. Check whether your change was saved before you try again."
    : isBusy(cause) || isRetryable(cause)
      ? serverBusy
      : databaseUnavailable;
  return new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause });
}

/** Converts any error to the one that the client gets; unwraps tRPC's and streams' wrappers. */
export function asTrpcError(error: unknown): TRPCError {
  if (isUnavailable(error) || isRetryable(error)) {
    return error instanceof TRPCError && error.code === "SERVICE_UNAVAILABLE" ? error : unavailable(error);
  }
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof InputRefused) return new TRPCError({ code: "BAD_REQUEST", cause });
    if (cause instanceof TRPCError && cause.code !== "INTERNAL_SERVER_ERROR") return cause;
  }
  return error instanceof TRPCError ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error });
}

/**
 * Corrects tRPC, which reports every error in an input parser as BAD_REQUEST: an unexpected error there is an internal one.
 */
export function asFault(error: TRPCError): TRPCError {
  const converted = asTrpcError(error);
  const { code, cause } = converted;
  const meant =
    !cause || cause instanceof InputRefused || cause instanceof z.core.$ZodError || cause instanceof TRPCError;
  return code !== "BAD_REQUEST" || meant ? converted : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
}

/** One answer for an entity that does not exist and for one of another tenant. */
export function notFound(entity: EntityName): TRPCError {
  return new TRPCError({ code: "NOT_FOUND", message: `This ${displayNameOf(entity)} does not exist.` });
}

/** The first row. @throws NOT_FOUND without one */
export function requireRow<T>(rows: readonly T[], entity: EntityName): T {
  const [row] = rows;
  if (row === undefined) throw notFound(entity);
  return row;
}

/** The refusal of optimistic locking: the entity was changed while the form was open. */
export function stale(entity: EntityName): InputRefused {
  return new InputRefused([
    {
      path: [],
      code: "stale",
      entity,
      message: `Someone changed this ${displayNameOf(entity)} in the meantime, so nothing was saved.`,
    },
  ]);
}

/** The longest stored error message, in characters. */
const maxMessageLength = 1000;

/** Errors of the language: bugs, with messages for programmers. */
const programmingErrors = [TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError];

/**
 * The public message of an error: its own message if it was written for people. Errors of the database, of libraries and of
 * the language, which may contain values, statements and paths, become a reference to the request's id.
 */
export function publicMessage(error: unknown, requestId: string): string {
  const foreign =
    !(error instanceof Error) ||
    databaseError(error) !== undefined ||
    error instanceof DrizzleQueryError ||
    error instanceof z.core.$ZodError ||
    programmingErrors.some((kind) => error instanceof kind) ||
    (!(error instanceof TRPCError) && "code" in error);
  return foreign ? `Something went wrong. Request ${requestId}.` : storableText(error.message, maxMessageLength);
}
