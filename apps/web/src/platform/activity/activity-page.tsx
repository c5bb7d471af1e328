"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { HistoryIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { byCursor } from "@/lists/cursor.ts";
import { ExportButton } from "@/lists/export-button.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useFullPage } from "@/lists/use-full-page.ts";
import { useListState } from "@/lists/use-list-state.ts";
import { RetentionNote } from "@/platform/retention/retention-note.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";
import { useAction } from "@/trpc/use-action.ts";
import { ActivityEntry } from "./activity-entry.tsx";
import { Filters } from "./activity-filters.tsx";
import { type ActivityListState, activityListInput, activityListState } from "./activity-list.ts";

/** The state of the list without a filter. */
const noFilters: ActivityListState = Object.fromEntries(
  Object.keys(activityListState.parsers).map((name) => [name, undefined]),
);

/** The activity of the organisation. */
export function ActivityPage() {
  const t = useTranslations("activity");
  const trpc = useTRPC();
  const [list, setList] = useListState(activityListState);
  const query = useInfiniteQuery(trpc.activity.list.infiniteQueryOptions(activityListInput(list), byCursor));
  useFullPage(query, 50);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const filtered = Object.keys(list).length > 0;
  const can = useCan();
  const { run: runExport } = useAction(trpc.activity.export.mutationOptions());
  const exporting = can("activity.export") && <ExportButton run={(format) => runExport({ ...list, format })} />;
  return (
    <Page title={t("title")} actions={exporting}>
      <Filters list={list} onChange={setList} />
      <ListBody
        query={query}
        count={rows?.length}
        filtered={filtered}
        onClear={() => setList(noFilters)}
        empty={
          <EmptyState icon={<HistoryIcon />} title={t("none.title")}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <Card>
          {!rows && <Skeleton className="h-96" />}
          <ol aria-label={t("title")} className="divide-y divide-line">
            {rows?.map((entry) => (
              <ActivityEntry key={entry.id} entry={entry} />
            ))}
          </ol>
        </Card>
      </ListBody>
      <MoreButton query={query} />
      <RetentionNote name="activity" />
    </Page>
  );
}
