import { SettingsError } from "@waybill/config";
import type { FieldIssue } from "@waybill/validators";
import { api, commandLine } from "./api.ts";

/** A command whose printed result reports a problem. */
export class ReportedProblem extends Error {
  override readonly name = "ReportedProblem";
}

/** An error with advice for people. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Invalid arguments. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An error as the command line prints it. */
export interface Failure {
  code: string;
  message: string;
  issues: readonly Pick<FieldIssue, "path" | "code" | "message" | "params">[];
  requestId: string | null;
}

/** Converts an error; of an unexpected one, only the request's id is printed. */
export async function failureOf(error: unknown, requestId: string | null): Promise<Failure> {
  if (error instanceof SettingsError) return { code: "SETTINGS", message: error.message, issues: [], requestId: null };
  if (error instanceof UserError) return { code: "FAILED", message: error.message, issues: [], requestId };
  if (error instanceof UsageError) return { code: "USAGE", message: error.message, issues: [], requestId: null };
  const { databaseTrouble } = await commandLine();
  const database = databaseTrouble(error);
  if (database) return { code: "SERVICE_UNAVAILABLE", message: database, issues: [], requestId };
  const { errorResponse } = await api();
  const { message, data } = errorResponse(error, requestId ?? "").body.error;
  return { code: data.code, message, issues: data.issues, requestId };
}

/** The message, then one line per issue with its path. */
export function linesOf({ message, issues }: Failure): string[] {
  const messages = issues.map(({ path, message: reason, params }) => {
    // A terminal has no list to choose from.
    const values = params?.values ? ` Available: ${params.values}.` : "";
    return `  ${path.length > 0 ? `${path.join(".")}: ` : ""}${reason}${values}`;
  });
  const repeated = issues.length > 0 && issues.every(({ path }) => path.length === 0);
  return repeated ? issues.map((issue) => issue.message) : [message, ...messages];
}
