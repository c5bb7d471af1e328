"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { ChevronDownIcon, HistoryIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { FilterChip } from "@/components/list-tools.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge, Card, Skeleton } from "@/components/ui/surface.tsx";
import { cn } from "@/lib/cn.ts";
import { byCursor } from "@/lib/cursor.ts";
import { useListState } from "@/lib/use-list-state.ts";
import { useWords } from "@/lib/words.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { operatorActivityInput, operatorActivityState } from "./operator-activity-list.ts";
import { OperatorFrame, refetchMs } from "./operator-frame.tsx";

type Entry = RouterOutputs["installation"]["activity"]["items"][number];

/** Activity of operators, and events of accounts. */
export function OperatorActivityPage() {
  const t = useTranslations("operator.activity");
  const activity = useTranslations("activity");
  const trpc = useTRPC();
  const [list, setList] = useListState(operatorActivityState);
  const input = operatorActivityInput(list);
  const query = useInfiniteQuery(
    trpc.installation.activity.infiniteQueryOptions(input, { ...byCursor, refetchInterval: refetchMs }),
  );
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
          <option value="">{activity("filters.anybody")}</option>
          {people?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        {input.userId && <FilterChip label={t("person")} value={person?.name ?? t("thisOne")} onRemove={clear} />}
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
              <ActivityEntry key={entry.id} entry={entry} onPerson={(who) => setList({ who })} />
            ))}
          </ol>
        </Card>
      </ListBody>
      <MoreButton query={query} />
    </OperatorFrame>
  );
}

function ActivityEntry({ entry, onPerson }: { entry: Entry; onPerson: (id: string) => void }) {
  const t = useTranslations("operator.activity");
  const activity = useTranslations("activity.entry");
  const facts = useFacts(entry);
  const [open, setOpen] = useState(false);
  const summary = useApiText()(entry.summary);
  const { userId, userName, subjectUserId, subjectName, tenantName, createdAt } = entry;
  const about = subjectUserId && subjectUserId !== userId ? (subjectName ?? t("goneAccount")) : null;
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-64 break-words">
          <span className="font-medium">{userName ?? t(userId ? "somebody" : "command")}</span>{" "}
          {about ? t("aboutAccount", { summary, account: about }) : summary}{" "}
          {tenantName && <Badge variant="neutral">{tenantName}</Badge>}
        </p>
        <span className="text-ink-faint text-meta">
          <RelativeTime at={createdAt} />
        </span>
        <button
          type="button"
          aria-expanded={open}
          aria-label={activity(open ? "hide" : "show")}
          onClick={() => setOpen(!open)}
          className="rounded p-1 text-ink-faint hover:bg-sunken hover:text-ink"
        >
          <ChevronDownIcon aria-hidden className={cn("size-4", open && "rotate-180")} />
        </button>
      </div>
      {open && (
        <div className="mt-2 flex flex-col gap-3 rounded-md bg-sunken/60 p-3">
          <Facts facts={facts} />
          {[...new Set([userId, subjectUserId])].map((id) => {
            const name = id === userId ? userName : subjectName;
            return (
              id && (
                <button
                  key={id}
                  type="button"
                  onClick={() => onPerson(id)}
                  className="self-start rounded text-ink-soft text-meta underline underline-offset-2"
                >
                  {name ? t("all", { name }) : t("allOfThis")}
                </button>
              )
            );
          })}
        </div>
      )}
    </li>
  );
}

function useFacts({ action, details, ip, requestId }: Entry): [string, string][] {
  const t = useTranslations("operator.activity");
  const words = useWords();
  const given = Object.entries(details ?? {}).map(([name, value]): [string, string] => [
    words.field("operator", name),
    String(value),
  ]);
  return [
    [t("action"), action],
    ...given,
    ...(ip ? ([[t("from"), ip]] satisfies [string, string][]) : []),
    [t("request"), requestId],
  ];
}
