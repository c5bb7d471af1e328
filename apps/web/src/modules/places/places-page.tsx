"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { type PlaceSort, placeSorts } from "@waybill/validators/places";
import { MapPinIcon, PlusIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { ListFilters } from "@/components/list-filters.tsx";
import { SearchInput } from "@/components/list-tools.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { byCursor } from "@/lib/cursor.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useFullPage } from "@/lib/use-full-page.ts";
import { useListState } from "@/lib/use-list-state.ts";
import { LostFilters, ViewMenu } from "@/platform/views/view-menu.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { type PlaceListState, placeListInput, placeListState, placesOfList } from "./place-list.ts";
import { useCountryName } from "./use-countries.ts";
import { usePlaceFilters } from "./use-place-filters.ts";

type Place = RouterOutputs["places"]["list"]["items"][number];

function useColumns() {
  const t = useTranslations("places.fields");
  const countryName = useCountryName();
  return useMemo<ColumnDef<Place>[]>(
    () => [
      {
        id: "name",
        header: t("name"),
        meta: { sort: "name" },
        cell: ({ row: { original } }) => <span className="line-clamp-2 min-w-32">{original.name}</span>,
      },
      {
        id: "code",
        header: t("code"),
        meta: { from: "sm", sort: "code" },
        cell: ({ row: { original } }) => <span className="tabular whitespace-nowrap">{original.code}</span>,
      },
      {
        id: "street",
        header: t("street"),
        meta: { from: "lg" },
        cell: ({ row: { original } }) => original.line1 ?? "",
      },
      {
        id: "city",
        header: t("city"),
        cell: ({ row: { original } }) => [original.postcode, original.city].filter(Boolean).join(" "),
      },
      {
        id: "country",
        header: t("country"),
        meta: { from: "sm", sort: "country" },
        cell: ({ row: { original } }) => countryName(original.country),
      },
    ],
    [t, countryName],
  );
}

/** The orders of the list. */
const orders = {
  none: "",
  nameDown: "name down",
  code: "code",
  codeDown: "code down",
  country: "country",
  createdDown: "created down",
  created: "created",
} as const satisfies Record<string, "" | `${PlaceSort}${"" | " down"}`>;

/** A state of the list without any filter. */
const noFilters: PlaceListState = Object.fromEntries(
  Object.keys(placeListState.schema.shape).map((name) => [name, undefined]),
);

/** Recipients as a list. */
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
    <>
      <ExportButton run={(format) => runExport({ ...placesOfList(list), format })} />
      <GuardedButton permission="places.import" asChild>
        <Link href={`${base}/import`}>
          <UploadIcon /> {t("list.import")}
        </Link>
      </GuardedButton>
      <GuardedButton permission="places.create" variant="primary" asChild>
        <Link href={`${base}/new`}>
          <PlusIcon /> {t("new")}
        </Link>
      </GuardedButton>
    </>
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
          <Select
            aria-label={t("list.sortBy")}
            value={`${list.sort ?? ""}${list.descending ? " down" : ""}`}
            onChange={({ target }) => {
              const [by, way] = target.value.split(" ");
              setList({
                sort: placeSorts.find((known) => known === by),
                descending: way === "down" ? true : undefined,
              });
            }}
            className="w-auto max-sm:w-0 max-sm:min-w-36 max-sm:flex-1"
          >
            {(Object.keys(orders) as (keyof typeof orders)[]).map((name) => (
              <option key={name} value={orders[name]}>
                {t(`sorts.${name}`)}
              </option>
            ))}
          </Select>
          <ViewMenu list="places" state={list} />
        </ListFilters>
      </div>
      <LostFilters list="places" />
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
