import { TRPCError } from "@trpc/server";
import type { EntityName, FieldIssue } from "@waybill/validators";

/**
 * An input that was refused, with everything that is wrong with it. Services throw it too, for what only the write
 * itself can find.
 */
export class InputRefused extends Error {
  override readonly name = "InputRefused";
  readonly issues: FieldIssue[];

  constructor(issues: FieldIssue[]) {
    super(issues.map((issue) => issue.message).join(" "));
    this.issues = issues;
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

/** The answer to what was tried too often. @param waitSeconds after which it may be tried again */
export function tooManyAttempts(path: string[], message: string, waitSeconds: number): TRPCError {
  const cause = new InputRefused([{ path, code: "too_many_attempts", message, params: { waitSeconds } }]);
  return new TRPCError({ code: "TOO_MANY_REQUESTS", message, cause });
}

/** The same answer for what does not exist and for what belongs to somebody else. */
export function notFound(entity: EntityName): TRPCError {
  return new TRPCError({ code: "NOT_FOUND", message: `This ${entity} does not exist.` });
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
      message: `Somebody changed this ${entity} in the meantime. Reload to see the new state, then make your change again.`,
    },
  ]);
}

/** What Postgres said, out of whatever wraps it. */
function databaseError(error: unknown): { code: string; constraint: string } | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Postgres's errors have a severity; other libraries' have codes too.
    if ("severity" in cause && "code" in cause) {
      return { code: String(cause.code), constraint: "constraint_name" in cause ? String(cause.constraint_name) : "" };
    }
  }
  return undefined;
}

/** Serialization failure and deadlock: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
const conflicts = new Set(["40001", "40P01"]);

/** Whether the database stopped a transaction because it stood in another's way. */
export function stoodInTheWay(error: unknown): boolean {
  return conflicts.has(databaseError(error)?.code ?? "");
}

/** What the violation of a constraint means for the input, by the constraint's name. */
export type ConstraintTable = Record<string, FieldIssue>;

/**
 * Turns the violation of a known constraint into the issue it stands for: a race that a rule could not see ends with
 * the same answer as the rule.
 */
export function asIssue(error: unknown, constraints: ConstraintTable): unknown {
  const violation = databaseError(error);
  const issue = violation && constraints[violation.constraint];
  return issue ? new InputRefused([issue]) : error;
}
