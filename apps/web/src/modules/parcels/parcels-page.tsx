"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ColumnDef, functionalUpdate, type RowSelectionState, type Updater } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { type ParcelSort, parcelSorts } from "@waybill/validators/parcel-kinds";
import { PackageIcon, PlusIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { ListFilters } from "@/components/list-filters.tsx";
import { SearchInput } from "@/components/list-tools.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { byCursor } from "@/lib/cursor.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useFullPage } from "@/lib/use-full-page.ts";
import { useListState } from "@/lib/use-list-state.ts";
import { useCountryName } from "@/modules/places/parts.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { LostFilters, ViewMenu } from "@/platform/views/view-menu.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { BulkActions } from "./bulk-actions.tsx";
import { type ParcelListState, parcelListInput, parcelListState, parcelsOfList } from "./parcel-list.ts";
import { ParcelBadge } from "./parcel-parts.tsx";
import { useParcelFilters } from "./use-parcel-filters.ts";

type Parcel = RouterOutputs["parcels"]["list"]["items"][number];

function useColumns() {
  const t = useTranslations("parcels.columns");
  return useMemo<ColumnDef<Parcel>[]>(
    () => [
      {
        id: "reference",
        header: t("reference"),
        meta: { sort: "reference" },
        cell: ({ row: { original } }) => (
          <span className="tabular block max-w-24 truncate @lg:max-w-40 @3xl:max-w-64">{original.reference}</span>
        ),
      },
      { id: "state", header: t("state"), cell: ({ row: { original } }) => <ParcelBadge state={original.state} /> },
      {
        id: "recipient",
        header: t("recipient"),
        cell: ({ row: { original } }) => <Recipient parcel={original} />,
      },
      {
        id: "tags",
        header: t("tags"),
        meta: { from: "lg" },
        cell: ({ row: { original } }) => <TagList ids={original.tagIds} />,
      },
      {
        id: "lines",
        header: t("items"),
        meta: { numeric: true, from: "lg" },
        cell: ({ row: { original } }) => original.lineCount,
      },
      {
        id: "updated",
        header: t("updated"),
        meta: { from: "sm", sort: "updated" },
        cell: ({ row: { original } }) => <RelativeTime at={original.updatedAt} />,
      },
    ],
    [t],
  );
}

function Recipient({ parcel }: { parcel: Parcel }) {
  const countryName = useCountryName();
  return (
    <span className="flex min-w-20 flex-col @lg:min-w-24">
      <span className="line-clamp-2 @3xl:line-clamp-1">{parcel.recipientName}</span>
      <span className="line-clamp-1 text-ink-faint text-meta">
        {parcel.recipientCity}
        <span className="@max-2xl:hidden">, {countryName(parcel.recipientCountry)}</span>
      </span>
    </span>
  );
}

/** The sort orders of the list, by the keys of their texts. */
const sorts = {
  none: "",
  created: "created",
  createdUp: "created up",
  updated: "updated",
  updatedUp: "updated up",
  referenceUp: "reference up",
  reference: "reference",
  dispatched: "dispatched",
  delivered: "delivered",
} as const satisfies Record<string, "" | `${ParcelSort}${"" | " up"}`>;

const sortNames = Object.keys(sorts) as (keyof typeof sorts)[];

/** The state of the list without filters. */
const noFilters: ParcelListState = Object.fromEntries(
  Object.keys(parcelListState.parsers).map((name) => [name, undefined]),
);

/** The list of parcels, newest first. */
export function ParcelsPage() {
  const t = useTranslations("parcels");
  const columns = useColumns();
  const { formatCount } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [list, setList] = useListState(parcelListState);
  const filters = useParcelFilters(list, setList);
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const query = useInfiniteQuery(
    trpc.parcels.list.infiniteQueryOptions(parcelListInput(list), {
      ...byCursor,
      placeholderData: keepPreviousData,
    }),
  );
  useFullPage(query, 50);
  const { data: summary } = useQuery(trpc.parcels.summary.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  const all = parcelsOfList(list);
  // The filters for which all matching parcels are selected; with other filters, the selection is empty.
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
  const { sort, ascending: _ascending, ...activeFilters } = list;
  const filtered = Object.keys(activeFilters).length > 0;
  // With filters, the number of loaded rows.
  const shown = rows && `${formatCount(rows.length)}${query.hasNextPage ? "+" : ""}`;
  const base = `/t/${tenant}/parcels`;
  const { run: runExport } = useAction(trpc.parcels.export.mutationOptions());
  const actions = (
    <>
      <ExportButton run={(format) => runExport({ ...all, format })} />
      <GuardedButton permission="parcels.import" asChild>
        <Link href={`${base}/import`}>
          <UploadIcon /> {t("list.import")}
        </Link>
      </GuardedButton>
      <GuardedButton permission="parcels.create" variant="primary" asChild>
        <Link href={`${base}/new`}>
          <PlusIcon /> {t("new")}
        </Link>
      </GuardedButton>
    </>
  );
  return (
    <Page title={t("title")} count={(filtered ? shown : total) ?? null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          value={list.search ?? ""}
          onChange={(search) => setList({ search })}
          placeholder={t("list.search")}
        />
        <ListFilters filters={filters}>
          <Select
            aria-label={t("list.sortBy")}
            value={`${sort ?? ""}${list.ascending ? " up" : ""}`}
            onChange={({ target }) => {
              const [by, way] = target.value.split(" ");
              setList({ sort: parcelSorts.find((known) => known === by), ascending: way === "up" || undefined });
            }}
            className="w-auto max-sm:w-0 max-sm:min-w-36 max-sm:flex-1"
          >
            {sortNames.map((name) => (
              <option key={name} value={sorts[name]}>
                {t(`sorts.${name}`)}
              </option>
            ))}
          </Select>
          <ViewMenu list="parcels" state={list} />
        </ListFilters>
      </div>
      <LostFilters list="parcels" />
      <ListBody
        query={query}
        count={rows?.length}
        filtered={filtered}
        onClear={() => setList(noFilters)}
        empty={
          <EmptyState icon={<PackageIcon />} title={t("none.title")} actions={actions}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <DataTable
          label={t("title")}
          name="parcels"
          columns={columns}
          rows={rows}
          href={(parcel) => `${base}/${parcel.id}`}
          sort={{ by: sort ?? "", descending: !list.ascending }}
          onSort={(by) =>
            setList({
              sort: parcelSorts.find((known) => known === by),
              ascending: (sort === by ? !list.ascending : by === "reference") || undefined,
            })
          }
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
