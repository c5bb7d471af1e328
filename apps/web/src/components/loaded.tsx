"use client";

import type { ReactNode } from "react";
import { Page } from "./page.tsx";
import { ErrorState } from "./states.tsx";
import { Card, Skeleton } from "./ui/surface.tsx";

/** The page of a record: an error, a skeleton while loading, or the record. */
export function Loaded<T>({
  query,
  title,
  crumbs,
  children,
}: {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** The title of the page if the record cannot be shown. */
  title: string;
  crumbs: { label: string; href: string }[];
  children: (data: T) => ReactNode;
}) {
  if (query.error) {
    return (
      <Page title={title} crumbs={crumbs}>
        <Card>
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        </Card>
      </Page>
    );
  }
  if (query.data === undefined) {
    return (
      <Page title="…" crumbs={crumbs}>
        <Skeleton className="h-96" />
      </Page>
    );
  }
  return children(query.data);
}
