"use client";

import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Facts } from "@/components/facts.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { TagList } from "@/modules/tags/parts.ts";
import { useApiText } from "@/texts/api-texts.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];

/** Dates, carrier, tags and note of a parcel. */
export function ParcelDetails({ parcel }: { parcel: Parcel }) {
  const t = useTranslations("parcels.page");
  const apiText = useApiText();
  const facts: [string, ReactNode][] = [
    [t("created"), <RelativeTime key="created" at={parcel.createdAt} />],
    ...(parcel.dispatchedAt
      ? ([[t("dispatched"), <RelativeTime key="dispatched" at={parcel.dispatchedAt} />]] satisfies [
          string,
          ReactNode,
        ][])
      : []),
    ...(parcel.deliveredAt
      ? ([[t("delivered"), <RelativeTime key="delivered" at={parcel.deliveredAt} />]] satisfies [string, ReactNode][])
      : []),
    ...(parcel.shipment && parcel.shipment.number > 1
      ? ([[t("shipment"), t("shipmentNumber", { number: String(parcel.shipment.number) })]] satisfies [
          string,
          ReactNode,
        ][])
      : []),
    ...(parcel.carrier ? ([[t("carrier"), apiText(parcel.carrier)]] satisfies [string, ReactNode][]) : []),
    ...(parcel.trackingNumber
      ? ([
          [
            t("tracking"),
            <span key="tracking" className="tabular break-all">
              {parcel.trackingNumber}
            </span>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
    [t("tags"), parcel.tagIds.length > 0 ? <TagList key="tags" ids={parcel.tagIds} /> : t("noTags")],
  ];
  return (
    <>
      <Panel title={t("details")}>
        <Facts facts={facts} />
      </Panel>
      {parcel.note && (
        <Panel title={t("note")}>
          <p className="whitespace-pre-wrap break-words">{parcel.note}</p>
        </Panel>
      )}
    </>
  );
}
