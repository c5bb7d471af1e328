import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { stuckHours } from "@waybill/validators/thresholds";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { attentionVariants } from "./parcel-parts.tsx";

type Parcel = RouterOutputs["parcels"]["list"]["items"][number];

/** The columns of the parcels that need attention. */
export function useColumns() {
  const t = useTranslations("parcels");
  return useMemo<ColumnDef<Parcel>[]>(
    () => [
      {
        id: "reference",
        header: t("columns.reference"),
        cell: ({ row: { original } }) => (
          <span className="tabular block max-w-24 truncate @lg:max-w-40 @3xl:max-w-64">{original.reference}</span>
        ),
      },
      {
        id: "reason",
        header: t("attention.reason"),
        cell: ({ row: { original } }) => <Reason parcel={original} />,
      },
      {
        id: "recipient",
        header: t("columns.recipient"),
        meta: { from: "lg" },
        cell: ({ row: { original } }) => <span className="line-clamp-2">{original.recipientName}</span>,
      },
      {
        id: "updated",
        header: t("columns.updated"),
        meta: { from: "sm" },
        cell: ({ row: { original } }) => <RelativeTime at={original.updatedAt} />,
      },
    ],
    [t],
  );
}

function Reason({ parcel: { attention, failure } }: { parcel: Parcel }) {
  const t = useTranslations("parcels.attention");
  const apiText = useApiText();
  if (!attention) return null;
  return (
    <span className="flex min-w-32 flex-col items-start gap-1">
      <Badge variant={attentionVariants[attention]}>{t(`reasons.${attention}`, { hours: stuckHours })}</Badge>
      <span className="line-clamp-2 whitespace-normal break-words text-ink-soft text-meta">
        {failure === null ? t(`help.${attention}`) : apiText(failure)}
      </span>
    </span>
  );
}
