"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { WorkflowIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { useActorName } from "@/formats/use-actor-name.ts";
import { byCursor } from "@/lists/cursor.ts";
import { DataTable } from "@/lists/data-table.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useFullPage } from "@/lists/use-full-page.ts";
import { useListState } from "@/lists/use-list-state.ts";
import { RetentionNote } from "@/platform/retention/retention-note.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { eventListInput, eventListState } from "./event-list.ts";
import { EventsFrame } from "./events-frame.tsx";

type Event = RouterOutputs["events"]["list"]["items"][number];

/** The columns of the list. */
function useColumns(): ColumnDef<Event>[] {
  const t = useTranslations("events.columns");
  const actorName = useActorName();
  return [
    { id: "name", header: t("name"), cell: ({ row: { original } }) => original.name },
    {
      id: "payload",
      header: t("payload"),
      meta: { from: "lg" },
      cell: ({ row: { original } }) => (
        <code className="line-clamp-1 break-all text-ink-soft text-meta">{JSON.stringify(original.payload)}</code>
      ),
    },
    {
      id: "who",
      header: t("causedBy"),
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <span className="whitespace-nowrap">{actorName(original)}</span>,
    },
    { id: "at", header: t("when"), cell: ({ row: { original } }) => <RelativeTime at={original.createdAt} /> },
  ];
}

/** The list of events. */
export function EventsPage() {
  const t = useTranslations("events");
  const columns = useColumns();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [list, setList] = useListState(eventListState);
  const query = useInfiniteQuery(trpc.events.list.infiniteQueryOptions(eventListInput(list), byCursor));
  const { data: map } = useQuery(trpc.events.map.queryOptions());
  useFullPage(query, 50);
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <EventsFrame>
      <Select
        aria-label={t("filter")}
        className="w-auto self-start"
        value={list.name ?? ""}
        onChange={(event) => setList({ name: event.target.value })}
      >
        <option value="">{t("any")}</option>
        {map?.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={Boolean(list.name)}
        onClear={() => setList({ name: undefined })}
        empty={
          <EmptyState icon={<WorkflowIcon />} title={t("none.title")}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <DataTable label={t("title")} columns={columns} rows={rows} href={({ id }) => `/t/${tenant}/events/${id}`} />
      </ListBody>
      <MoreButton query={query} />
      <RetentionNote name="events" />
    </EventsFrame>
  );
}
