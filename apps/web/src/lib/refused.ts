import { TRPCClientError } from "@trpc/client";
import { type FieldIssue, fieldIssue } from "@waybill/validators";
import { z } from "zod";

// What a server refused, for pages with a form and without: it imports nothing of the forms, which are loaded where there is one.

const refusal = z.object({ issues: z.array(fieldIssue) });

/** What the server refused, issue by issue; one for the whole form where it said nothing of inputs. */
export function issuesFrom(error: unknown): FieldIssue[] {
  if (!(error instanceof TRPCClientError)) {
    return [{ path: [], code: "invalid", message: "The server could not be reached. Nothing was saved; try again." }];
  }
  const { issues } = refusal.safeParse(error.data).data ?? { issues: [] };
  if (issues.length > 0) return issues;
  const message = error.data ? error.message : "The server could not be reached. Nothing was saved; try again.";
  return [{ path: [], code: "invalid", message }];
}

/** Why the server refused something, in one text. */
export function messagesOf(error: unknown): string {
  return issuesFrom(error)
    .map(({ message }) => message)
    .join(" ");
}
