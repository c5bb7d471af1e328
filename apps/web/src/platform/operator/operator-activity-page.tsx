"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { HistoryIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { byCursor } from "@/lists/cursor.ts";
import { ListBody } from "@/lists/list-body.tsx";
import { FilterChip } from "@/lists/list-tools.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useListState } from "@/lists/use-list-state.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { OperatorActivityEntry } from "./operator-activity-entry.tsx";
import { operatorActivityInput, operatorActivityState } from "./operator-activity-list.ts";
import { OperatorFrame, polling } from "./operator-frame.tsx";

/** Activity of operators, and events of accounts. */
export function OperatorActivityPage() {
  const t = useTranslations("operator.activity");
  const activity = useTranslations("activity");
  const trpc = useTRPC();
  const [list, setList] = useListState(operatorActivityState);
  const input = operatorActivityInput(list);
  const query = useInfiniteQuery(trpc.installation.activity.infiniteQueryOptions(input, { ...byCursor, ...polling }));
  const { data: people } = useQuery(trpc.installation.people.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  const clear = () => setList({ who: undefined });
  const person = people?.items.find(({ id }) => id === input.userId);
  return (
    <OperatorFrame>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={activity("filters.person")}
          className="w-auto"
          value={person?.id ?? ""}
          onChange={(event) => setList({ who: event.target.value })}
        >
          <option value="">{activity("filters.anyone")}</option>
          {people?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        {people && input.userId && !person && <FilterChip label={t("person")} value={t("thisOne")} onRemove={clear} />}
      </div>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={input.userId !== undefined}
        onClear={clear}
        empty={
          <EmptyState icon={<HistoryIcon />} title={t("none")}>
            {t("about")}
          </EmptyState>
        }
      >
        <Card>
          {!rows && <Skeleton className="h-96" />}
          <ol aria-label={activity("title")} className="divide-y divide-line">
            {rows?.map((entry) => (
              <OperatorActivityEntry key={entry.id} entry={entry} onPerson={(who) => setList({ who })} />
            ))}
          </ol>
        </Card>
      </ListBody>
      <MoreButton query={query} />
    </OperatorFrame>
  );
}
