import { type FieldIssue, moment } from "@waybill/validators";
import { type Command, InvalidArgumentError } from "commander";
import { api, commandLine } from "../api.ts";

/** What a command inside an organisation is told. */
export interface TenantOptions {
  tenant: string;
  as: string;
}

/** Adds the options by which a command acts in a member's name in an organisation. */
export const inTenant = (command: Command): Command =>
  command
    .requiredOption("-t, --tenant <slug>", "the organisation: its slug or id")
    .requiredOption("--as <email>", "the member in whose name to act, with what they may do");

/** Adds the option by which a command acts in an operator's name. */
export const asOperator = (command: Command): Command =>
  command.requiredOption("--as <email>", "the operator in whose name to act");

/** A refusal of a value, at the command's own name for it. */
export async function refusal(
  ...issues: (Pick<FieldIssue, "path" | "message"> & Partial<FieldIssue>)[]
): Promise<Error> {
  const { InputRefused } = await commandLine();
  return new InputRefused(issues.map((issue) => ({ code: "not_found", ...issue })));
}

/**
 * Calls a procedure whose input has other names than the command's options and arguments.
 *
 * @param names the command's name for each of the input's.
 * @param reword what else to say of an issue, for who reads it in a terminal.
 * @throws what the procedure throws; issues at the command's names
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

/** Reads a moment that an option gives. @throws {InvalidArgumentError} */
export function momentOf(text: string): string {
  if (moment.safeParse(text).success) return text;
  throw new InvalidArgumentError("Give a moment, like 2027-01-31T08:00:00Z.");
}

/** Reads a whole number that an option gives. @throws {InvalidArgumentError} */
export function wholeNumberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number.");
}
