"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { MapPinIcon, PlusIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { FilterChip, Pager, SearchInput } from "@/components/list-tools.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { placeListInput } from "./place-list.ts";
import { useCountries, useCountryName } from "./use-countries.ts";

type Place = RouterOutputs["places"]["list"]["items"][number];

function useColumns() {
  const t = useTranslations("places.fields");
  const countryName = useCountryName();
  return useMemo<ColumnDef<Place>[]>(
    () => [
      {
        id: "name",
        header: t("name"),
        cell: ({ row: { original } }) => <span className="line-clamp-2 min-w-32">{original.name}</span>,
      },
      {
        id: "code",
        header: t("code"),
        meta: { from: "sm" },
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
        meta: { from: "md" },
        cell: ({ row: { original } }) => countryName(original.country),
      },
    ],
    [t, countryName],
  );
}

/** Recipients as a list. */
export function PlacesPage() {
  const t = useTranslations("places");
  const columns = useColumns();
  const countries = useCountries();
  const countryName = useCountryName();
  const { formatTotal } = useFormats();
  const tenant = useTenant();
  const [url, setUrl] = useUrlState();
  const query = useQuery(
    useTRPC().places.list.queryOptions(placeListInput(url), { placeholderData: keepPreviousData }),
  );
  const { data } = query;
  const base = `/t/${tenant}/places`;
  const { run: runExport } = useAction(useTRPC().places.export.mutationOptions());
  const actions = (
    <>
      <ExportButton
        run={(format) => {
          const { page: _page, ...filter } = placeListInput(url);
          return runExport({ ...filter, format });
        }}
      />
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
    <Page title={t("title")} count={data ? formatTotal(data) : null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={url.q ?? ""} onChange={(q) => setUrl({ q })} placeholder={t("list.search")} />
        <Select
          aria-label={t("list.byCountry")}
          value={url.country ?? ""}
          onChange={(event) => setUrl({ country: event.target.value })}
          className="w-auto max-w-48"
        >
          <option value="">{t("list.anyCountry")}</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        {url.country && (
          <FilterChip
            label={t("fields.country")}
            value={countryName(url.country)}
            onRemove={() => setUrl({ country: undefined })}
          />
        )}
      </div>
      <ListBody
        query={query}
        count={data?.total}
        filtered={Boolean(url.q || url.country)}
        onClear={() => setUrl({ q: undefined, country: undefined })}
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
          rows={data?.items}
          href={(place) => `${base}/${place.id}`}
        />
      </ListBody>
      {data && <Pager list={data} onPage={(page) => setUrl({ page: String(page) })} />}
    </Page>
  );
}
