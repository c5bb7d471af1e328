import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useCountryName } from "./use-countries.ts";

type Place = RouterOutputs["places"]["list"]["items"][number];

/** The columns of the list. */
export function useColumns() {
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
