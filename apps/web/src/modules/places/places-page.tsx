"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { MapPinIcon, PlusIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
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
import { countries, countryName } from "./countries.ts";
import { placeListInput } from "./place-list.ts";

type Place = RouterOutputs["places"]["list"]["items"][number];

const columns: ColumnDef<Place>[] = [
  {
    id: "name",
    header: "Name",
    cell: ({ row: { original } }) => <span className="line-clamp-2 min-w-32">{original.name}</span>,
  },
  {
    id: "code",
    header: "Code",
    meta: { from: "sm" },
    cell: ({ row: { original } }) => <span className="tabular whitespace-nowrap">{original.code}</span>,
  },
  { id: "street", header: "Street", meta: { from: "lg" }, cell: ({ row: { original } }) => original.line1 ?? "" },
  {
    id: "city",
    header: "City",
    cell: ({ row: { original } }) => [original.postcode, original.city].filter(Boolean).join(" "),
  },
  {
    id: "country",
    header: "Country",
    meta: { from: "md" },
    cell: ({ row: { original } }) => countryName(original.country),
  },
];

/** Recipients as a list. */
export function PlacesPage() {
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
          <UploadIcon /> Import
        </Link>
      </GuardedButton>
      <GuardedButton permission="places.create" variant="primary" asChild>
        <Link href={`${base}/new`}>
          <PlusIcon /> New place
        </Link>
      </GuardedButton>
    </>
  );
  return (
    <Page title="Places" count={data ? formatTotal(data) : null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={url.q ?? ""} onChange={(q) => setUrl({ q })} placeholder="Search places" />
        <Select
          aria-label="Filter by country"
          value={url.country ?? ""}
          onChange={(event) => setUrl({ country: event.target.value })}
          className="w-auto max-w-48"
        >
          <option value="">Any country</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        {url.country && (
          <FilterChip
            label="Country"
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
        what="places"
        empty={
          <EmptyState icon={<MapPinIcon />} title="No places yet" actions={actions}>
            Places are where parcels go: recipients with their addresses.
          </EmptyState>
        }
      >
        <DataTable
          label="Places"
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
