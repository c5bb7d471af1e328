import type { TRPCErrorShape } from "@trpc/server/rpc";
import { type FieldIssue, zodIssues } from "@waybill/validators";
import type { z } from "zod";
import { InputRefused } from "../errors.ts";
import { ruleChecker } from "./rule-checker.ts";
import type { PathOf, Rule } from "./rules.ts";

/** The possible refusals of rules: paths with their codes. */
type RefusalOf<Rules extends readonly Rule[]> = {
  [Index in keyof Rules]: Rules[Index] extends Rule<infer Path, infer Code, string>
    ? { path: Path; code: Code }
    : never;
}[number];

/**
 * The error of a procedure whose input has rules. Its type contains the possible refusals, for forms; `refuses` is never
 * sent.
 */
interface RuledError<Refusal> extends TRPCErrorShape {
  data: { issues: FieldIssue[]; refuses?: Refusal };
}

/**
 * An input with rules, for a procedure's `.errors(….refuses).input(…)`. One answer has the issues of the schema and of the
 * rules; a rule also runs where other fields are invalid.
 *
 * @throws {InputRefused} with every issue.
 */
export function checked<
  Schema extends z.ZodType,
  const Rules extends readonly Rule<PathOf<z.input<Schema>>, FieldIssue["code"], PathOf<z.input<Schema>>>[],
>(
  schema: Schema,
  rules: Rules,
): {
  _input: z.input<Schema>;
  _output: z.output<Schema>;
  /** The schema without the rules. */
  schema: Schema;
  /** Adds the possible refusals to the type of the procedure's error. */
  refuses(): RuledError<RefusalOf<Rules>> | undefined;
  parseAsync(input: unknown): Promise<z.output<Schema>>;
} {
  const findIssues = ruleChecker(schema, rules);
  return {
    schema,
    ...({} as { _input: z.input<Schema>; _output: z.output<Schema> }), // types only; tRPC reads them
    refuses: () => undefined,
    async parseAsync(input) {
      const parsed = schema.safeParse(input);
      const formal = parsed.success ? [] : zodIssues(parsed.error, input);
      const issues = [...formal, ...(await findIssues(input))];
      if (!parsed.success || issues.length > 0) throw new InputRefused(issues);
      return parsed.data;
    },
  };
}
