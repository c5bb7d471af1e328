import { TRPCClientError } from "@trpc/client";
import { type FieldIssue, fieldIssue } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { z } from "zod";
import { useApiText } from "@/texts/api-texts.tsx";

// What a server refused, for pages with a form and without: it imports nothing of the forms, which are loaded where there is one.

const refusal = z.object({ issues: z.array(fieldIssue) });

/** What a server said about something that failed. */
export interface Refusals {
  /** What the server refused, issue by issue, in the language of the page; one for the whole form where it said nothing of inputs. */
  issuesFrom(error: unknown): FieldIssue[];
  /** Why the server refused something, in one text. */
  messagesOf(error: unknown): string;
}

/** Reads why the server refused something, or that it could not be reached. */
export function useRefusals(): Refusals {
  const t = useTranslations("common.errors");
  const apiText = useApiText();
  return useMemo(() => {
    function issuesFrom(error: unknown): FieldIssue[] {
      const data = error instanceof TRPCClientError ? error.data : null;
      const { issues } = refusal.safeParse(data).data ?? { issues: [] };
      if (issues.length > 0) return issues.map((issue) => ({ ...issue, message: apiText(issue.message) }));
      const message = data && error instanceof TRPCClientError ? apiText(error.message) : t("notSaved");
      return [{ path: [], code: "invalid", message }];
    }
    const messagesOf = (error: unknown) =>
      issuesFrom(error)
        .map(({ message }) => message)
        .join(" ");
    return { issuesFrom, messagesOf };
  }, [t, apiText]);
}
