"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { ChevronDownIcon, HistoryIcon } from "lucide-react";
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
import { useUrlState } from "@/lib/url-state.ts";
import { useWords, type Words } from "@/lib/words.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { operatorActivityInput } from "./operator-activity-list.ts";
import { OperatorFrame, readAgainMs } from "./operator-frame.tsx";

type Entry = RouterOutputs["installation"]["activity"]["items"][number];

/** What operators did, and what happened to accounts. */
export function OperatorActivityPage() {
  const trpc = useTRPC();
  const [url, setUrl] = useUrlState();
  const input = operatorActivityInput(url);
  const query = useInfiniteQuery(
    trpc.installation.activity.infiniteQueryOptions(input, { ...byCursor, refetchInterval: readAgainMs }),
  );
  const { data: people } = useQuery(trpc.installation.people.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  const clear = () => setUrl({ who: undefined });
  const person = people?.items.find(({ id }) => id === input.userId);
  return (
    <OperatorFrame>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Filter by person"
          className="w-auto"
          value={person?.id ?? ""}
          onChange={(event) => setUrl({ who: event.target.value })}
        >
          <option value="">Anybody</option>
          {people?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        {input.userId && <FilterChip label="Person" value={person?.name ?? "this one"} onRemove={clear} />}
      </div>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={input.userId !== undefined}
        onClear={clear}
        empty={
          <EmptyState icon={<HistoryIcon />} title="Nothing yet">
            Whatever an operator does leaves an entry that nobody can change.
          </EmptyState>
        }
      >
        <Card>
          {!rows && <Skeleton className="h-96" />}
          <ol aria-label="Activity" className="divide-y divide-line">
            {rows?.map((entry) => (
              <ActivityEntry key={entry.id} entry={entry} onPerson={(who) => setUrl({ who })} />
            ))}
          </ol>
        </Card>
      </ListBody>
      <MoreButton query={query} />
    </OperatorFrame>
  );
}

function ActivityEntry({ entry, onPerson }: { entry: Entry; onPerson: (id: string) => void }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { userId, userName, summary, subjectUserId, subjectName, tenantName, createdAt } = entry;
  const about = subjectUserId && subjectUserId !== userId ? (subjectName ?? "an account that is gone") : null;
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-64 break-words">
          <span className="font-medium">{userName ?? (userId ? "Somebody" : "The command line")}</span> {summary}
          {about && `: ${about}`} {tenantName && <Badge look="neutral">{tenantName}</Badge>}
        </p>
        <span className="text-ink-faint text-meta">
          <RelativeTime at={createdAt} />
        </span>
        <button
          type="button"
          aria-expanded={open}
          aria-label={open ? "Hide the details" : "Show the details"}
          onClick={() => setOpen(!open)}
          className="rounded p-1 text-ink-faint hover:bg-sunken hover:text-ink"
        >
          <ChevronDownIcon aria-hidden className={cn("size-4", open && "rotate-180")} />
        </button>
      </div>
      {open && (
        <div className="mt-2 flex flex-col gap-3 rounded-md bg-sunken/60 p-3">
          <Facts facts={factsOf(entry, words)} />
          {[...new Set([userId, subjectUserId])].map(
            (id) =>
              id && (
                <button
                  key={id}
                  type="button"
                  onClick={() => onPerson(id)}
                  className="self-start rounded text-ink-soft text-meta underline underline-offset-2"
                >
                  Everything of {(id === userId ? userName : subjectName) ?? "this person"}
                </button>
              ),
          )}
        </div>
      )}
    </li>
  );
}

function factsOf({ action, details, ip, requestId }: Entry, words: Words): [string, string][] {
  const given = Object.entries(details ?? {}).map(([name, value]): [string, string] => [
    words.field("operator", name),
    String(value),
  ]);
  return [
    ["Action", action],
    ...given,
    ...(ip ? ([["From", ip]] satisfies [string, string][]) : []),
    ["Request", requestId],
  ];
}
