"use client";

import { TRPCClientError } from "@trpc/client";
import { CircleAlertIcon, PowerOffIcon, RotateCwIcon, SearchXIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { hasIssue } from "@/trpc/confirmation.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { Message } from "./message.tsx";
import { Button } from "./ui/button.tsx";

export { EmptyState } from "./message.tsx";

/** A search without results. */
export function NoResults({ onClear }: { onClear: () => void }) {
  const t = useTranslations("common.lists");
  return (
    <Message
      icon={<SearchXIcon />}
      title={t("nothingFound")}
      actions={<Button onClick={onClear}>{t("clearAll")}</Button>}
    >
      {t("nothingFoundAbout")}
    </Message>
  );
}

/** A failed query: the reason, the request's id, and a button to retry. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations("common");
  const { messagesOf } = useRefusals();
  const data: { requestId?: string | null; code?: string } = error instanceof TRPCClientError ? (error.data ?? {}) : {};
  const missing = data.code === "NOT_FOUND";
  const off = hasIssue(error, "switched_off");
  return (
    <Message
      icon={missing ? <SearchXIcon /> : off ? <PowerOffIcon /> : <CircleAlertIcon />}
      title={t(missing ? "errors.notFound" : off ? "errors.off" : "errors.failed")}
      actions={
        onRetry &&
        !missing &&
        !off && (
          <Button onClick={onRetry}>
            <RotateCwIcon /> {t("tryAgain")}
          </Button>
        )
      }
    >
      {error instanceof TRPCClientError && data.code ? messagesOf(error) : t("errors.unreachable")}
      {data.requestId && <p className="mt-1 text-ink-faint text-meta">{t("errors.request", { id: data.requestId })}</p>}
    </Message>
  );
}
