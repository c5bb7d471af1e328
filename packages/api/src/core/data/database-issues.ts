import type { FieldIssue } from "@waybill/validators";
import { InputRefused } from "../errors.ts";
import type { Logger } from "../monitoring/logger.ts";
import { databaseError } from "./database-error.ts";

/** The issue for the violation of each constraint, by its name. */
export type ConstraintTable = Record<string, FieldIssue>;

/** The issues for other Postgres errors, by the prefix of their code. */
const databaseIssues: [prefix: RegExp, issue: FieldIssue][] = [
  // Unique index, foreign key, exclusion.
  [
    /^(?:23505|23503|23P01)/,
    {
      path: [],
      code: "conflict",
      message: "Someone changed related data at the same time. Reload, and try again.",
    },
  ],
  // A value that a column, type or index cannot hold.
  [
    /^(?:22|23|54)/,
    { path: [], code: "invalid", message: "One of these values cannot be stored. Check them, and try again." },
  ],
];

/**
 * Converts a Postgres error to an issue. Modules declare the issues of their constraints, so a lost race ends with the same
 * answer as the rule. Other values that the database refuses get a general issue and a warning in the log, because a schema
 * should have refused them.
 *
 * @returns an {@link InputRefused}; the error itself if no value is at fault
 */
export function asIssue(error: unknown, constraints: ConstraintTable, log: Logger): unknown {
  const refusal = databaseError(error);
  if (!refusal) return error;
  const known = Object.hasOwn(constraints, refusal.constraint) ? constraints[refusal.constraint] : undefined;
  if (known) return new InputRefused([known]);
  const [, issue] = databaseIssues.find(([prefix]) => prefix.test(refusal.code)) ?? [];
  if (!issue) return error;
  log.warn({ database: refusal }, "the database refused a value that no schema had refused");
  return new InputRefused([issue]);
}
