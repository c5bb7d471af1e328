import { TRPCClientError } from "@trpc/client";
import type { FieldIssue } from "@waybill/validators";
import { issuesIn } from "@waybill/validators/refusals";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useApiText } from "@/texts/api-texts.tsx";

// Errors of the server, for pages with and without a form: independent of the forms, which are loaded on demand.

/** Reads errors of the server. */
export interface Refusals {
  /** The issues of an error, in the language of the page; without issues, one for the whole form. */
  issuesFrom(error: unknown): FieldIssue[];
  /** The messages of an error as one text. */
  messagesOf(error: unknown): string;
}

/** Reads errors of the server, and of the connection to it. */
export function useRefusals(): Refusals {
  const t = useTranslations("common.errors");
  const apiText = useApiText();
  return useMemo(() => {
    function issuesFrom(error: unknown): FieldIssue[] {
      const data = error instanceof TRPCClientError ? error.data : null;
      const issues = issuesIn(data);
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
