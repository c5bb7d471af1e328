import type { FieldIssue } from "./issues.ts";

/** Issue codes for programs. */
export const issueCodes = [
  "required",
  "invalid",
  "too_small",
  "too_big",
  "taken",
  "not_found",
  "stale",
  "archived",
  "not_allowed",
  "conflict",
  "too_many_attempts",
  "reauthenticate",
  "second_factor_required",
  "switched_off",
] as const;
export type IssueCode = (typeof issueCodes)[number];

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isIssue = (value: unknown): value is FieldIssue =>
  isObject(value) &&
  "path" in value &&
  Array.isArray(value.path) &&
  "message" in value &&
  typeof value.message === "string" &&
  "code" in value &&
  issueCodes.some((code) => code === value.code);

/**
 * Reads the field issues of a refused call without a schema, for pages that load no Zod.
 *
 * @param data the `data` of the error.
 * @returns none if one of them has an unknown form.
 */
export function issuesIn(data: unknown): FieldIssue[] {
  const issues: unknown = isObject(data) && "issues" in data ? data.issues : undefined;
  return Array.isArray(issues) && issues.every(isIssue) ? issues : [];
}
