"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ColumnDef, functionalUpdate, type RowSelectionState, type Updater } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { parcelStates } from "@waybill/validators/parcels";
import { PackageIcon, PlusIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { FilterChip, SearchInput } from "@/components/list-tools.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { byCursor } from "@/lib/cursor.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useAction } from "@/lib/use-action.ts";
import { countryName } from "@/modules/places/parts.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { BulkActions } from "./bulk-actions.tsx";
import { parcelListInput, parcelsOfList } from "./parcel-list.ts";
import { ParcelBadge, stateWord } from "./parcel-parts.tsx";

type Parcel = RouterOutputs["parcels"]["list"]["items"][number];

const columns: ColumnDef<Parcel>[] = [
  {
    id: "reference",
    header: "Reference",
    cell: ({ row: { original } }) => (
      <span className="tabular block max-w-24 truncate sm:max-w-64">{original.reference}</span>
    ),
  },
  { id: "state", header: "State", cell: ({ row: { original } }) => <ParcelBadge state={original.state} /> },
  {
    id: "recipient",
    header: "Recipient",
    cell: ({ row: { original } }) => (
      <span className="flex min-w-24 flex-col">
        <span className="line-clamp-2 sm:line-clamp-1">{original.recipientName}</span>
        <span className="line-clamp-1 text-ink-faint text-meta">
          {original.recipientCity}, {countryName(original.recipientCountry)}
        </span>
      </span>
    ),
  },
  {
    id: "tags",
    header: "Tags",
    meta: { from: "lg" },
    cell: ({ row: { original } }) => <TagList ids={original.tagIds} />,
  },
  {
    id: "lines",
    header: "Items",
    meta: { numeric: true, from: "lg" },
    cell: ({ row: { original } }) => original.lineCount,
  },
  {
    id: "updated",
    header: "Last step",
    meta: { from: "sm" },
    cell: ({ row: { original } }) => <RelativeTime at={original.updatedAt} />,
  },
];

/** Parcels as a list, the newest first. */
export function ParcelsPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [url, setUrl] = useUrlState();
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const query = useInfiniteQuery(
    trpc.parcels.list.infiniteQueryOptions(parcelListInput(url), {
      ...byCursor,
      placeholderData: keepPreviousData,
    }),
  );
  const { data: summary } = useQuery(trpc.parcels.summary.queryOptions());
  const { data: tags } = useQuery(trpc.tags.list.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  const all = parcelsOfList(url);
  // Of one set of filters: another one shows other parcels, of which nobody has said that all are meant.
  const [allOf, setAllOf] = useState<string>();
  const allChosen = allOf === JSON.stringify(all);
  const shownAll = rows !== undefined && rows.length > 0 && rows.every(({ id }) => chosen[id]);
  const { data: matching } = useQuery(
    trpc.parcels.count.queryOptions({ selection: all }, { enabled: allChosen || (shownAll && query.hasNextPage) }),
  );
  const state: RowSelectionState = allChosen ? Object.fromEntries(rows?.map(({ id }) => [id, true]) ?? []) : chosen;
  const choose = (next: Updater<RowSelectionState>) => {
    setAllOf(undefined);
    setChosen(functionalUpdate(next, state));
  };
  const clear = () => choose({});
  const total = summary && Object.values(summary.byState).reduce((sum, count) => sum + count, 0);
  const filtered = Boolean(url.q || url.state || url.tag);
  const base = `/t/${tenant}/parcels`;
  const { run: runExport } = useAction(trpc.parcels.export.mutationOptions());
  const actions = (
    <>
      <ExportButton
        run={(format) => {
          const { limit: _limit, ...filter } = parcelListInput(url);
          return runExport({ ...filter, format });
        }}
      />
      <GuardedButton permission="parcels.import" asChild>
        <Link href={`${base}/import`}>
          <UploadIcon /> Import
        </Link>
      </GuardedButton>
      <GuardedButton permission="parcels.create" variant="primary" asChild>
        <Link href={`${base}/new`}>
          <PlusIcon /> New parcel
        </Link>
      </GuardedButton>
    </>
  );
  return (
    <Page title="Parcels" count={total ?? null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={url.q ?? ""} onChange={(q) => setUrl({ q })} placeholder="Search parcels" />
        <Select
          aria-label="Filter by state"
          value={url.state ?? ""}
          onChange={(event) => setUrl({ state: event.target.value })}
          className="w-auto"
        >
          <option value="">Any state</option>
          {parcelStates.map((state) => (
            <option key={state} value={state}>
              {stateWord(state)}
              {summary ? ` (${summary.byState[state]})` : ""}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Filter by tag"
          value={url.tag ?? ""}
          onChange={(event) => setUrl({ tag: event.target.value })}
          className="w-auto max-w-44"
        >
          <option value="">Any tag</option>
          {tags?.items.map((tag) => (
            <option key={tag.id} value={tag.id}>
              {tag.name}
            </option>
          ))}
        </Select>
        {parcelStates
          .filter((state) => url.state?.split(",").includes(state))
          .map((state) => (
            <FilterChip
              key={state}
              label="State"
              value={stateWord(state)}
              onRemove={() => setUrl({ state: undefined })}
            />
          ))}
        {url.tag && (
          <FilterChip
            label="Tag"
            value={tags?.items.find((tag) => tag.id === url.tag)?.name ?? "…"}
            onRemove={() => setUrl({ tag: undefined })}
          />
        )}
      </div>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={filtered}
        onClear={() => setUrl({ q: undefined, state: undefined, tag: undefined })}
        what="parcels"
        empty={
          <EmptyState icon={<PackageIcon />} title="No parcels yet" actions={actions}>
            A parcel holds items for one recipient. Pack it, dispatch it, and watch it go.
          </EmptyState>
        }
      >
        <DataTable
          label="Parcels"
          columns={columns}
          rows={rows}
          href={(parcel) => `${base}/${parcel.id}`}
          selection={{
            state,
            onChange: choose,
            actions: (ids) => <BulkActions selection={allChosen ? all : { ids }} onBegun={clear} />,
            ...(query.hasNextPage || allChosen
              ? {
                  matching: {
                    count: matching?.count,
                    chosen: allChosen,
                    onChoose: () => setAllOf(JSON.stringify(all)),
                  },
                }
              : {}),
          }}
        />
      </ListBody>
      <MoreButton query={query} />
    </Page>
  );
}
