"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { parcelSorts } from "@waybill/validators/parcel-kinds";
import { PackageIcon, PlusIcon, UploadIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { byCursor } from "@/lists/cursor.ts";
import { DataTable } from "@/lists/data-table.tsx";
import { ListActions } from "@/lists/list-actions.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { ListFilters } from "@/lists/list-filters.tsx";
import { SearchInput } from "@/lists/list-tools.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useFullPage } from "@/lists/use-full-page.ts";
import { useListState } from "@/lists/use-list-state.ts";
import { ObsoleteFilters, ViewMenu } from "@/platform/views/view-menu.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { useColumns } from "./parcel-columns.tsx";
import { type ParcelListState, parcelListInput, parcelListState, parcelsOfList } from "./parcel-list.ts";
import { ParcelOrder } from "./parcel-order.tsx";
import { useParcelSelection } from "./parcel-selection.tsx";
import { useParcelFilters } from "./use-parcel-filters.ts";

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
  const query = useInfiniteQuery(
    trpc.parcels.list.infiniteQueryOptions(parcelListInput(list), {
      ...byCursor,
      placeholderData: keepPreviousData,
    }),
  );
  useFullPage(query, 50);
  const { data: overview } = useQuery(trpc.parcels.overview.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  const all = parcelsOfList(list);
  const selection = useParcelSelection(all, rows, query.hasNextPage);
  const total = overview && Object.values(overview.byState).reduce((sum, count) => sum + count, 0);
  const { sort, ascending: _ascending, ...activeFilters } = list;
  const filtered = Object.keys(activeFilters).length > 0;
  // With filters, the number of loaded rows.
  const shown = rows && `${formatCount(rows.length)}${query.hasNextPage ? "+" : ""}`;
  const base = `/t/${tenant}/parcels`;
  const { run: runExport } = useAction(trpc.parcels.export.mutationOptions());
  const actions = (
    <ListActions
      runExport={(format) => runExport({ ...all, format })}
      imports={[
        { permission: "parcels.import", href: `${base}/import`, icon: <UploadIcon />, label: t("list.import") },
      ]}
      create={{ permission: "parcels.create", href: `${base}/new`, icon: <PlusIcon />, label: t("new") }}
    />
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
          <ParcelOrder list={list} onChange={setList} />
          <ViewMenu list="parcels" state={list} />
        </ListFilters>
      </div>
      <ObsoleteFilters list="parcels" />
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
          selection={selection}
        />
      </ListBody>
      <MoreButton query={query} />
    </Page>
  );
}
