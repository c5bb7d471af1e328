"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { placeSorts } from "@waybill/validators/places";
import { MapPinIcon, PlusIcon, UploadIcon } from "lucide-react";
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
import { useColumns } from "./place-columns.tsx";
import { type PlaceListState, placeListInput, placeListState, placesOfList } from "./place-list.ts";
import { PlaceOrder } from "./place-order.tsx";
import { usePlaceFilters } from "./use-place-filters.ts";

/** A state of the list without any filter. */
const noFilters: PlaceListState = Object.fromEntries(
  Object.keys(placeListState.schema.shape).map((name) => [name, undefined]),
);

/** Places as a list. */
export function PlacesPage() {
  const t = useTranslations("places");
  const columns = useColumns();
  const { formatCount } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [list, setList] = useListState(placeListState);
  const filters = usePlaceFilters(list, setList);
  const query = useInfiniteQuery(
    trpc.places.list.infiniteQueryOptions(placeListInput(list), { ...byCursor, placeholderData: keepPreviousData }),
  );
  useFullPage(query, 50);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const shown = rows && `${formatCount(rows.length)}${query.hasNextPage ? "+" : ""}`;
  const base = `/t/${tenant}/places`;
  const { run: runExport } = useAction(trpc.places.export.mutationOptions());
  const actions = (
    <ListActions
      runExport={(format) => runExport({ ...placesOfList(list), format })}
      imports={[{ permission: "places.import", href: `${base}/import`, icon: <UploadIcon />, label: t("list.import") }]}
      create={{ permission: "places.create", href: `${base}/new`, icon: <PlusIcon />, label: t("new") }}
    />
  );
  return (
    <Page title={t("title")} count={shown ?? null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          value={list.search ?? ""}
          onChange={(search) => setList({ search })}
          placeholder={t("list.search")}
        />
        <ListFilters filters={filters}>
          <PlaceOrder list={list} onChange={setList} />
          <ViewMenu list="places" state={list} />
        </ListFilters>
      </div>
      <ObsoleteFilters list="places" />
      <ListBody
        query={query}
        count={rows?.length}
        filtered={Object.keys(placesOfList(list)).length > 0}
        onClear={() => setList(noFilters)}
        empty={
          <EmptyState icon={<MapPinIcon />} title={t("none.title")} actions={actions}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <DataTable
          label={t("title")}
          name="places"
          columns={columns}
          rows={rows}
          href={(place) => `${base}/${place.id}`}
          sort={{ by: list.sort ?? (list.search ? "" : "name"), descending: list.descending ?? false }}
          onSort={(by) =>
            setList({
              sort: placeSorts.find((known) => known === by),
              descending: (list.sort ?? "name") === by && !list.descending ? true : undefined,
            })
          }
        />
      </ListBody>
      <MoreButton query={query} />
    </Page>
  );
}
