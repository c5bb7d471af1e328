"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ErrorState } from "@/components/states.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { formatCount } from "@/lib/format.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { runningOutInput } from "./elsewhere.ts";

/** When an item runs out, in words. */
function wordsOf(daysLeft: number | null): string {
  if (daysLeft === null) return "none used";
  const days = Math.floor(daysLeft);
  if (days < 1) return "under a day";
  return days === 1 ? "1 day" : `${formatCount(days)} days`;
}

/** The items that run out, on the dashboard. */
export function LowItems() {
  const { formatCount } = useFormats();
  const base = `/t/${useTenant()}/items`;
  const [url] = useUrlState();
  const { data, error, refetch } = useQuery(
    useTRPC().items.runningOut.queryOptions(runningOutInput(url), { placeholderData: keepPreviousData }),
  );
  return (
    <Panel
      title="Running out"
      action={
        <Link href={`${base}?stock=low`} className="rounded text-accent text-meta hover:underline">
          Low stock
        </Link>
      }
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-48" />}
      {data?.items.length === 0 && <p className="text-ink-soft">At this pace, every item lasts 30 days or more.</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map((item) => (
          <li key={item.id} className="flex items-center gap-3 py-2">
            <Link href={`${base}/${item.id}`} className="min-w-0 flex-1 truncate rounded font-medium hover:underline">
              {item.name}
            </Link>
            <span className="tabular truncate text-ink-faint text-meta max-sm:hidden">{item.sku}</span>
            <span className="tabular w-20 text-right font-semibold text-danger">
              {formatCount(item.available)} left
            </span>
            <span className="tabular w-24 text-right text-ink-soft">{wordsOf(item.daysLeft)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
