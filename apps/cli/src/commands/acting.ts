import { type FieldIssue, moment } from "@waybill/validators";
import { type Command, InvalidArgumentError } from "commander";
import { api, commandLine } from "../api.ts";

/** The options of a command in an organisation. */
export interface TenantOptions {
  tenant: string;
  as: string;
}

/** Adds the options of a command that acts for a member of an organisation. */
export const inTenant = (command: Command): Command =>
  command
    .requiredOption("-t, --tenant <slug>", "the organisation: its URL name or id")
    .requiredOption("--as <email>", "the member to act as, with their permissions");

/** Adds the option of a command that acts for an operator. */
export const asOperator = (command: Command): Command =>
  command.requiredOption("--as <email>", "the operator to act as");

/** A refusal of an option or argument. */
export async function refusal(
  ...issues: (Pick<FieldIssue, "path" | "message"> & Partial<FieldIssue>)[]
): Promise<Error> {
  const { InputRefused } = await commandLine();
  return new InputRefused(issues.map((issue) => ({ code: "not_found", ...issue })));
}

/**
 * Calls a procedure, and maps the paths of its issues to options and arguments.
 *
 * @param names the option or argument of each input field.
 * @param reword replaces an issue's message for a terminal.
 * @throws the procedure's error, with mapped issues
 */
export async function atOptions<T>(
  names: Record<string, string>,
  call: Promise<T>,
  reword: (issue: FieldIssue) => string = ({ message }) => message,
): Promise<T> {
  const [{ errorResponse }, { InputRefused }] = [await api(), await commandLine()];
  return call.catch((error: unknown) => {
    const { issues } = errorResponse(error, "").body.error.data;
    if (issues.length === 0) throw error;
    throw new InputRefused(
      issues.map((issue) => {
        const [first, ...rest] = issue.path;
        const path = first === undefined ? [] : [names[first] ?? first, ...rest];
        return { ...issue, path, message: reword(issue) };
      }),
    );
  });
}

/** Parses a moment. @throws {InvalidArgumentError} */
export function momentOf(text: string): string {
  if (moment.safeParse(text).success) return text;
  throw new InvalidArgumentError("Specify a time, such as 2027-01-31T08:00:00Z.");
}

/** Parses a whole number. @throws {InvalidArgumentError} */
export function wholeNumberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Specify a whole number.");
}
