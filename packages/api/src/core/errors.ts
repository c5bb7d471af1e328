import { TRPCError } from "@trpc/server";
import { isBusy, isCommitInDoubt, isUnavailable } from "@waybill/db";
import { type EntityName, type FieldIssue, storableText } from "@waybill/validators";
import { DrizzleQueryError } from "drizzle-orm";
import { z } from "zod";
import { wordFor } from "./entities.ts";
import type { Logger } from "./logger.ts";

/** The most issues that one answer tells: more than any form has inputs. */
const mostIssues = 500;

/**
 * An input that was refused, with everything that is wrong with it. Services throw it too, for what only the write
 * itself can find.
 */
export class InputRefused extends Error {
  override readonly name = "InputRefused";
  readonly issues: FieldIssue[];

  constructor(issues: readonly FieldIssue[]) {
    const told = issues.slice(0, mostIssues);
    super(told.map((issue) => issue.message).join(" "));
    this.issues = told;
  }
}

/** Refuses the input for one reason. */
export function refuse(issue: FieldIssue): never {
  throw new InputRefused([issue]);
}

/** Forbids something for a reason that programs can tell, which is not the input's fault. */
export function forbidden(issue: Omit<FieldIssue, "path">): TRPCError {
  return new TRPCError({
    code: "FORBIDDEN",
    message: issue.message,
    cause: new InputRefused([{ path: [], ...issue }]),
  });
}

/** The code of what was tried too often. Its issue says in `waitSeconds` when it may be tried again. */
const tooOften = "too_many_attempts";

/** The answer to what was tried too often. @param waitSeconds after which it may be tried again */
export function tooManyAttempts(path: string[], message: string, waitSeconds: number): TRPCError {
  const cause = new InputRefused([{ path, code: tooOften, message, params: { waitSeconds } }]);
  return new TRPCError({ code: "TOO_MANY_REQUESTS", message, cause });
}

/** The issues that an error carries for the form. */
export function issuesOf(error: unknown): FieldIssue[] {
  if (error instanceof InputRefused) return error.issues;
  return error instanceof Error && error.cause ? issuesOf(error.cause) : [];
}

/** When it is worth asking a database again that could not be asked, in seconds. */
const unavailableSeconds = 2;

/**
 * How long somebody has to wait who was refused because they tried too often, or because the database cannot be asked or was
 * in too much of a crowd, in seconds; 0 where that is not why.
 */
export function waitSecondsOf(error: unknown): number {
  const tried = issuesOf(error).map(({ code, params }) => (code === tooOften ? Number(params?.waitSeconds) : 0));
  const unavailable = error instanceof TRPCError && error.code === "SERVICE_UNAVAILABLE";
  return Math.max(unavailable ? unavailableSeconds : 0, ...tried);
}

/** What to say where the database cannot be asked. */
export const databaseAway = "The database does not answer at the moment. Try again in a moment.";

/** What to say where there is too much to do. */
export const serverBusy = "The server is busy. Try again in a moment.";

/** What to say where the database could not be asked: never what it or the driver said. */
function unavailable(cause: unknown): TRPCError {
  const message = isCommitInDoubt(cause)
    ? "The connection to the database was lost while this was saved. Look whether your change is there before you try again."
    : isBusy(cause) || isRetryable(cause)
      ? serverBusy
      : databaseAway;
  return new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause });
}

/** What was thrown, as the error that the client sees. tRPC, or a stream, may have wrapped it. */
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
 * What a procedure was refused with, once its input could be read. tRPC blames the input for whatever its checks throw:
 * what they did not mean to throw is a fault of ours.
 */
export function asFault(error: TRPCError): TRPCError {
  const told = asTrpcError(error);
  const { code, cause } = told;
  const meant =
    !cause || cause instanceof InputRefused || cause instanceof z.core.$ZodError || cause instanceof TRPCError;
  return code !== "BAD_REQUEST" || meant ? told : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
}

/** The same answer for what does not exist and for what belongs to somebody else. */
export function notFound(entity: EntityName): TRPCError {
  return new TRPCError({ code: "NOT_FOUND", message: `This ${wordFor(entity)} does not exist.` });
}

/** Returns the first row. @throws NOT_FOUND where there is none. */
export function found<T>(rows: readonly T[], entity: EntityName): T {
  const [row] = rows;
  if (row === undefined) throw notFound(entity);
  return row;
}

/** The stale-version answer: the thing was changed by somebody else while the form was open. */
export function stale(entity: EntityName): InputRefused {
  return new InputRefused([
    {
      path: [],
      code: "stale",
      entity,
      message: `Somebody changed this ${wordFor(entity)} in the meantime, so nothing was saved.`,
    },
  ]);
}

/** What of Postgres's error may be written down: where it happened, and never a value. */
interface DatabaseError {
  code: string;
  constraint: string;
  table: string;
  column: string;
}

/**
 * The constraint that a message names. Of what another node of Citus refused, the message alone is left; it names the
 * constraint of a part of the table, with the part's number.
 */
const constraintIn = (message: string): string => /constraint "(\w+?)(?:_\d{6,})?"/.exec(message)?.[1] ?? "";

/** What Postgres said, out of whatever wraps it. */
function databaseError(error: unknown): DatabaseError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Postgres's errors have a severity; other libraries' have codes too.
    if ("severity" in cause && "code" in cause) {
      const said = (name: string) => String(Reflect.get(cause as Error, name) ?? "");
      return {
        code: said("code"),
        constraint: said("constraint_name") || constraintIn(cause.message),
        table: said("table_name"),
        column: said("column_name"),
      };
    }
  }
  return undefined;
}

/** Serialization failure and deadlock: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
const retryableCodes = new Set(["40001", "40P01"]);

/** Whether Postgres rolled a transaction back that can be run again: a serialization failure or a deadlock. */
export function isRetryable(error: unknown): boolean {
  return retryableCodes.has(databaseError(error)?.code ?? "");
}

/** What the violation of a constraint means for the input, by the constraint's name. */
export type ConstraintTable = Record<string, FieldIssue>;

/** What the rest of Postgres's refusals mean for the input, by the first signs of their code. */
const refusals: [prefix: RegExp, issue: FieldIssue][] = [
  // A unique index, a reference, an exclusion.
  [
    /^(?:23505|23503|23P01)/,
    {
      path: [],
      code: "conflict",
      message: "Somebody changed something at the same time that this depends on. Reload, and try again.",
    },
  ],
  // A value that a column, a type or an index cannot hold: data exceptions, missing values, checks, limits.
  [
    /^(?:22|23|54)/,
    { path: [], code: "invalid", message: "One of these values cannot be stored. Check them, and try again." },
  ],
];

/**
 * Turns what Postgres refused into the issue it stands for. The violation of a known constraint is the module's to
 * word: a race that a rule could not see ends with the same answer as the rule. Any other value that the database
 * cannot hold is refused without a word of the database; that no schema has refused it before is logged.
 *
 * @returns an {@link InputRefused}; the error itself where it is the fault of no value.
 */
export function asIssue(error: unknown, constraints: ConstraintTable, log: Logger): unknown {
  const refusal = databaseError(error);
  if (!refusal) return error;
  const known = Object.hasOwn(constraints, refusal.constraint) ? constraints[refusal.constraint] : undefined;
  if (known) return new InputRefused([known]);
  const [, issue] = refusals.find(([prefix]) => prefix.test(refusal.code)) ?? [];
  if (!issue) return error;
  log.warn({ database: refusal }, "the database refused a value that no schema had refused");
  return new InputRefused([issue]);
}

/** The longest message of an error that is kept, in characters. */
const longestMessage = 1000;

/** What the language itself throws: mistakes of the program, whose words are for programmers. */
const mistakes = [TypeError, RangeError, ReferenceError, SyntaxError, URIError, EvalError];

/**
 * What people may read of an error: its message where it was written for them; of a mistake, or an error of the database or of a
 * library, which may hold values, statements and paths, no more than the request's id.
 */
export function publicMessage(error: unknown, requestId: string): string {
  const foreign =
    !(error instanceof Error) ||
    databaseError(error) !== undefined ||
    error instanceof DrizzleQueryError ||
    error instanceof z.core.$ZodError ||
    mistakes.some((kind) => error instanceof kind) ||
    (!(error instanceof TRPCError) && "code" in error);
  return foreign ? `Something went wrong. Request ${requestId}.` : storableText(error.message, longestMessage);
}
