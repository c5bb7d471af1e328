import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormats } from "@/formats/use-formats.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { isLow } from "./item-list.ts";
import { ArchivedBadge, LowStockBadge } from "./stock-parts.tsx";

type Item = RouterOutputs["items"]["list"]["items"][number];

/** The columns of the list. */
export function useColumns() {
  const t = useTranslations("items.fields");
  const { formatCount, formatMoney, formatWeight } = useFormats();
  return useMemo<ColumnDef<Item>[]>(
    () => [
      {
        id: "sku",
        header: t("sku"),
        meta: { sort: "sku" },
        cell: ({ row: { original } }) => <span className="tabular whitespace-nowrap">{original.sku}</span>,
      },
      {
        id: "name",
        header: t("name"),
        meta: { sort: "name" },
        cell: ({ row: { original } }) => (
          <span className="line-clamp-2 min-w-28">
            {original.name} {original.archivedAt && <ArchivedBadge />}
          </span>
        ),
      },
      {
        id: "tags",
        header: t("tagIds"),
        meta: { from: "xl" },
        cell: ({ row: { original } }) => <TagList ids={original.tagIds} />,
      },
      {
        id: "weight",
        header: t("weight"),
        meta: { numeric: true, from: "md" },
        cell: ({ row: { original } }) => formatWeight(original.weight),
      },
      {
        id: "price",
        header: t("price"),
        meta: { numeric: true, from: "sm" },
        cell: ({ row: { original } }) => formatMoney(original.price, original.currency),
      },
      {
        id: "onHand",
        header: t("onHand"),
        meta: { numeric: true, from: "lg" },
        cell: ({ row: { original } }) => formatCount(original.onHand),
      },
      {
        id: "available",
        header: t("available"),
        meta: { numeric: true },
        cell: ({ row: { original } }) => (
          <span className="inline-flex items-center gap-2">
            {isLow(original) && <LowStockBadge />}
            {formatCount(original.available)}
          </span>
        ),
      },
    ],
    [t, formatCount, formatMoney, formatWeight],
  );
}
