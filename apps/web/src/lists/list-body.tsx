"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ErrorState, NoResults } from "@/components/states.tsx";
import { Card } from "@/components/ui/surface.tsx";

/** The body of a list: an error, an empty search, an empty list, or the rows. */
export function ListBody({
  query,
  count,
  filtered = false,
  onClear,
  empty,
  children,
}: {
  query: { error: unknown; refetch: () => unknown; hasNextPage?: boolean };
  /** The number of rows; undefined while loading. */
  count: number | undefined;
  /** Whether a search or filter is active. */
  filtered?: boolean;
  /** Removes the search and the filters; absent for a list without them. */
  onClear?: () => void;
  /** Shown if the list has no records yet. */
  empty: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations("common.lists");
  if (query.error) {
    return (
      <Card>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  // The search covered the newest records only, and can continue.
  if (count === 0 && query.hasNextPage) {
    return (
      <Card>
        <p className="px-4 py-10 text-center text-ink-soft">{t("newest")}</p>
      </Card>
    );
  }
  if (count === 0) return <Card>{filtered && onClear ? <NoResults onClear={onClear} /> : empty}</Card>;
  return children;
}
