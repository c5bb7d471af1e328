"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheckIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { byCursor } from "@/lists/cursor.ts";
import { MoreButton } from "@/lists/more-button.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";

/** The activity of the account, newest first. @param name the account's name, the subject of its own entries. */
export function AccountActivity({ name }: { name: string }) {
  const t = useTranslations("account.activity");
  const apiText = useApiText();
  const query = useInfiniteQuery(useTRPC().account.activity.infiniteQueryOptions({}, byCursor));
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title={t("title")}>
      {query.error && <ErrorState error={query.error} onRetry={query.refetch} />}
      {!items && !query.error && <Skeleton className="h-40" />}
      {items?.length === 0 && (
        <EmptyState icon={<ShieldCheckIcon />} title={t("none")}>
          {t("noneAbout")}
        </EmptyState>
      )}
      <ul className="-my-2 divide-y divide-line">
        {items?.map(({ id, summary, own, ip, createdAt }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-2.5">
            <p className="min-w-0 break-words">
              {own ? t("own", { name, summary: apiText(summary) }) : t("installation", { summary: apiText(summary) })}
            </p>
            <p className="text-ink-faint text-meta">
              {ip && `${ip}, `}
              <RelativeTime at={createdAt} />
            </p>
          </li>
        ))}
      </ul>
      <MoreButton query={query} />
    </Panel>
  );
}
