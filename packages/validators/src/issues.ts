import { z } from "zod";
import { entityNames } from "./entities.ts";
import { type IssueCode, issueCodes } from "./refusals.ts";

export * from "./refusals.ts";

/** A problem of an input, with its position. */
export const fieldIssue = z.object({
  /** The position in the input: `['lines', 2, 'itemId']`; `[]` is the whole form. */
  path: z.array(z.union([z.string(), z.number()])).readonly(),
  code: z.enum(issueCodes),
  /** The message for a person. */
  message: z.string(),
  /** The entity that the value refers to. */
  entity: z.enum(entityNames).optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type FieldIssue = z.output<typeof fieldIssue>;

type RawIssue = z.core.$ZodRawIssue;

const isMissing = (input: unknown) => input == null || (typeof input === "string" && input.trim() === "");

function sizeMessage(issue: RawIssue & { code: "too_small" | "too_big" }): string {
  return issue.code === "too_small" ? tooSmall(issue, Number(issue.minimum)) : tooBig(issue, Number(issue.maximum));
}

function tooSmall({ origin, inclusive }: { origin: string; inclusive?: boolean | undefined }, limit: number): string {
  if (origin === "array") return limit === 1 ? "Add at least one." : `Add at least ${limit}.`;
  if (origin === "string") return limit === 1 ? "Use at least 1 character." : `Use at least ${limit} characters.`;
  return inclusive === false ? `Enter a number greater than ${limit}.` : `Enter at least ${limit}.`;
}

function tooBig({ origin, inclusive }: { origin: string; inclusive?: boolean | undefined }, limit: number): string {
  if (origin === "array") return limit === 1 ? "Add at most one." : `Add at most ${limit}.`;
  if (origin === "string") return limit === 1 ? "Use at most 1 character." : `Use at most ${limit} characters.`;
  return inclusive === false ? `Enter a number less than ${limit}.` : `Enter at most ${limit}.`;
}

/** The default message for a Zod issue; a schema's own message takes precedence. */
function defaultMessage(issue: RawIssue): string {
  if (isMissing(issue.input)) return "Fill this in.";
  switch (issue.code) {
    case "too_small":
    case "too_big":
      return sizeMessage(issue);
    case "invalid_type":
      if (issue.expected === "int" && typeof issue.input === "number") return "Enter a whole number.";
      return issue.expected === "number" || issue.expected === "int" ? "Enter a number." : "This is not valid.";
    case "invalid_format":
      if (issue.format === "email") return "Enter an email address, such as name@example.com.";
      if (issue.format === "uuid") return "Choose one from the list.";
      return "Check the format.";
    case "invalid_value":
      return "Choose one from the list.";
    case "unrecognized_keys":
      return `Unknown fields: ${issue.keys.join(", ")}.`;
    default:
      return "This is not valid.";
  }
}

// In browsers, Zod would test whether `eval` is allowed; the policy of the pages forbids it and reports the attempt.
z.config({ customError: defaultMessage, jitless: "document" in globalThis });

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function codeOf(issue: z.core.$ZodIssue, value: unknown): IssueCode {
  if (issue.code !== "custom" && isMissing(value)) return "required";
  if (issue.code === "too_small" || issue.code === "too_big") return issue.code;
  if (issue.code === "custom") {
    const stated = z.enum(issueCodes).safeParse(issue.params?.code);
    if (stated.success) return stated.data;
  }
  return "invalid";
}

/** The maximum number of values listed in an issue. */
const maxListedValues = 20;

function paramsOf(issue: z.core.$ZodIssue): FieldIssue["params"] {
  if (issue.code === "too_small") return { minimum: Number(issue.minimum) };
  if (issue.code === "too_big") return { maximum: Number(issue.maximum) };
  // Programs and terminals have no list to choose from. Long lists, such as currencies, have their own message.
  if (issue.code === "invalid_value" && issue.values.length <= maxListedValues)
    return { values: issue.values.map(String).join(", ") };
  return undefined;
}

/**
 * Converts Zod issues into field issues.
 *
 * @param error from `safeParse`.
 * @param input the parsed value, to distinguish missing from wrong values.
 */
export function zodIssues(error: z.core.$ZodError, input: unknown): FieldIssue[] {
  const missing = new Set<string>();
  return error.issues.flatMap((issue) => {
    const params = paramsOf(issue);
    const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    const code = codeOf(issue, valueAt(input, issue.path));
    // A missing value violates several rules, but is reported once.
    if (code === "required" && missing.has(path.join("."))) return [];
    if (code === "required") missing.add(path.join("."));
    return { path, code, message: issue.message, ...(params ? { params } : {}) };
  });
}
