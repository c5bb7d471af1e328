"use client";

import type { RouterOutputs } from "@waybill/api";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useFormats } from "@/formats/use-formats.ts";
import { useTenant } from "@/trpc/client.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];

/** The items of a parcel: weight, quantity and, before the dispatch, available stock. */
export function ParcelContents({ parcel }: { parcel: Parcel }) {
  const t = useTranslations("parcels.page");
  const { formatCount, formatWeight } = useFormats();
  const tenant = useTenant();
  const sent = parcel.shipment !== null;
  return (
    <div className="-m-4 overflow-x-auto">
      <table className="w-full text-left">
        <thead>
          <tr className="border-line border-b text-ink-faint text-meta">
            <th scope="col" className="h-9 px-4 font-medium">
              {t("item")}
            </th>
            <th scope="col" className="h-9 px-4 text-right font-medium max-sm:hidden">
              {t("weight")}
            </th>
            {!sent && (
              <th scope="col" className="h-9 px-4 text-right font-medium max-sm:hidden">
                {t("available")}
              </th>
            )}
            <th scope="col" className="h-9 px-4 text-right font-medium">
              {t("quantity")}
            </th>
          </tr>
        </thead>
        <tbody>
          {parcel.lines.map((line) => (
            <tr key={line.itemId} className="h-11 border-line border-b">
              <td className="px-4 py-2">
                <Link href={`/t/${tenant}/items/${line.itemId}`} className="rounded font-medium hover:underline">
                  {line.name}
                </Link>{" "}
                <span className="tabular text-ink-faint text-meta">{line.sku}</span>
              </td>
              <td className="tabular px-4 text-right max-sm:hidden">{formatWeight(line.weight * line.quantity)}</td>
              {line.available !== null && (
                <td className="tabular px-4 text-right text-ink-soft max-sm:hidden">{formatCount(line.available)}</td>
              )}
              <td className="tabular px-4 text-right font-medium">{formatCount(line.quantity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="tabular px-4 py-2.5 text-right text-ink-soft">
        {t("total", { weight: formatWeight(parcel.weight) })}
      </p>
    </div>
  );
}
