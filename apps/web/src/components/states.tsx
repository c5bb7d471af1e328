"use client";

import { TRPCClientError } from "@trpc/client";
import { CircleAlertIcon, PowerOffIcon, RotateCwIcon, SearchXIcon } from "lucide-react";
import type { ReactNode } from "react";
import { messagesOf } from "@/lib/refused.ts";
import { hasIssue } from "@/trpc/confirmation.ts";
import { Button } from "./ui/button.tsx";

function Message({
  icon,
  title,
  children,
  actions,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <div className="rounded-lg bg-sunken p-2.5 text-ink-soft [&_svg]:size-5">{icon}</div>
      <div className="flex max-w-sm flex-col gap-1">
        <p className="font-semibold text-base">{title}</p>
        {children && <div className="text-ink-soft">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** What a list shows that has nothing yet: what it is for, and how to begin. */
export function EmptyState(props: { icon: ReactNode; title: string; children?: ReactNode; actions?: ReactNode }) {
  return <Message {...props} />;
}

/** What a list shows when a search finds nothing. */
export function NoResults({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <Message
      icon={<SearchXIcon />}
      title="Nothing found"
      actions={<Button onClick={onClear}>Clear search and filters</Button>}
    >
      No {what} match this search.
    </Message>
  );
}

/** What a page shows that could not be read: what happened, the request's id, and another try. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const data: { requestId?: string | null; code?: string } = error instanceof TRPCClientError ? (error.data ?? {}) : {};
  const missing = data.code === "NOT_FOUND";
  const off = hasIssue(error, "switched_off");
  return (
    <Message
      icon={missing ? <SearchXIcon /> : off ? <PowerOffIcon /> : <CircleAlertIcon />}
      title={missing ? "Not found" : off ? "Switched off" : "This could not be loaded"}
      actions={
        onRetry &&
        !missing &&
        !off && (
          <Button onClick={onRetry}>
            <RotateCwIcon /> Try again
          </Button>
        )
      }
    >
      {error instanceof TRPCClientError && data.code ? messagesOf(error) : "The server could not be reached."}
      {data.requestId && <p className="mt-1 text-ink-faint text-meta">Request {data.requestId}</p>}
    </Message>
  );
}
