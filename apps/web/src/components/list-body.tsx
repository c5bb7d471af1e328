"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ErrorState, NoResults } from "./states.tsx";
import { Card } from "./ui/surface.tsx";

/** What a list shows: why it could not be read, that a search found nothing, that there is nothing yet, or its rows. */
export function ListBody({
  query,
  count,
  filtered,
  onClear,
  empty,
  children,
}: {
  query: { error: unknown; refetch: () => unknown; hasNextPage?: boolean };
  /** How many rows there are; undefined while they are read. */
  count: number | undefined;
  /** Whether a search or filter is on. */
  filtered: boolean;
  onClear: () => void;
  /** What to show where there is nothing yet. */
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
  // A search that looked at the newest ones, and can look further back.
  if (count === 0 && query.hasNextPage) {
    return (
      <Card>
        <p className="px-4 py-10 text-center text-ink-soft">{t("newest")}</p>
      </Card>
    );
  }
  if (count === 0) return <Card>{filtered ? <NoResults onClear={onClear} /> : empty}</Card>;
  return children;
}
