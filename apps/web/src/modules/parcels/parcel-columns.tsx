import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { useCountryName } from "@/modules/places/parts.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { ParcelBadge } from "./parcel-parts.tsx";

type Parcel = RouterOutputs["parcels"]["list"]["items"][number];

/** The columns of the list. */
export function useColumns() {
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
