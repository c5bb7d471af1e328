import { z } from "zod";
import { entityNames } from "./entities.ts";

/** What is wrong with a value, for programs. */
export const issueCodes = [
  "required",
  "invalid",
  "too_small",
  "too_big",
  "taken",
  "not_found",
  "stale",
  "not_allowed",
  "conflict",
  "too_many_attempts",
  "reauthenticate",
  "second_factor_required",
  "switched_off",
] as const;
export type IssueCode = (typeof issueCodes)[number];

/** One thing that is wrong with an input, and where. */
export const fieldIssue = z.object({
  /** Where in the input: `['lines', 2, 'itemId']`; `[]` is the whole form. */
  path: z.array(z.union([z.string(), z.number()])).readonly(),
  code: z.enum(issueCodes),
  /** For a person, in plain words. */
  message: z.string(),
  /** What the value refers to. */
  entity: z.enum(entityNames).optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type FieldIssue = z.output<typeof fieldIssue>;

type RawIssue = z.core.$ZodRawIssue;

const isMissing = (input: unknown) => input == null || (typeof input === "string" && input.trim() === "");

function sizeMessage(issue: RawIssue & { code: "too_small" | "too_big" }): string {
  const limit = issue.code === "too_small" ? issue.minimum : issue.maximum;
  const bound = issue.code === "too_small" ? "at least" : "at most";
  if (issue.origin === "array") return `Add ${bound} ${Number(limit) === 1 ? "one" : limit}.`;
  if (issue.origin === "string") return `Use ${bound} ${limit} ${Number(limit) === 1 ? "character" : "characters"}.`;
  const strict = issue.inclusive === false;
  if (strict) return `Must be ${issue.code === "too_small" ? "more" : "less"} than ${limit}.`;
  return `Must be ${bound} ${limit}.`;
}

/** Zod's issue in plain words; a schema's own message goes before it. */
function plainWords(issue: RawIssue): string {
  if (isMissing(issue.input)) return "Fill this in.";
  switch (issue.code) {
    case "too_small":
    case "too_big":
      return sizeMessage(issue);
    case "invalid_type":
      if (issue.expected === "int" && typeof issue.input === "number") return "Enter a whole number.";
      return issue.expected === "number" || issue.expected === "int" ? "Enter a number." : "This is not valid.";
    case "invalid_format":
      if (issue.format === "email") return "Enter an email address, like name@example.com.";
      if (issue.format === "uuid") return "Choose one from the list.";
      return "This is not written as it should be.";
    case "invalid_value":
      return "Choose one from the list.";
    case "unrecognized_keys":
      return `Unknown: ${issue.keys.join(", ")}.`;
    default:
      return "This is not valid.";
  }
}

z.config({ customError: plainWords });

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

/** How many values an issue names at the most. */
const mostValues = 20;

function paramsOf(issue: z.core.$ZodIssue): FieldIssue["params"] {
  if (issue.code === "too_small") return { minimum: Number(issue.minimum) };
  if (issue.code === "too_big") return { maximum: Number(issue.maximum) };
  // Programs and terminals have no list to choose from. A long one, as of currencies, has a message of its own.
  if (issue.code === "invalid_value" && issue.values.length <= mostValues)
    return { values: issue.values.map(String).join(", ") };
  return undefined;
}

/**
 * Turns what Zod found into the issues that forms and procedures speak of.
 *
 * @param error what `safeParse` returned.
 * @param input the value that was parsed; it tells a missing value from a wrong one.
 */
export function zodIssues(error: z.core.$ZodError, input: unknown): FieldIssue[] {
  const missing = new Set<string>();
  return error.issues.flatMap((issue) => {
    const params = paramsOf(issue);
    const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    const code = codeOf(issue, valueAt(input, issue.path));
    // What is missing breaks several of its rules, and is to be filled in once.
    if (code === "required" && missing.has(path.join("."))) return [];
    if (code === "required") missing.add(path.join("."));
    return { path, code, message: issue.message, ...(params ? { params } : {}) };
  });
}
