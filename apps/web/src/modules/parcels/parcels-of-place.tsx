"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { ParcelBadge } from "./parcel-parts.tsx";
import { ofPlaceInput } from "./query-inputs.ts";

/** The latest parcels to a place. */
export function ParcelsOfPlace({ id }: { id: string }) {
  const t = useTranslations("parcels.ofPlace");
  const tenant = useTenant();
  const { data } = useQuery(useTRPC().parcels.list.queryOptions(ofPlaceInput(id)));
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-20" />}
      {data?.items.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map((parcel) => (
          <li key={parcel.id} className="flex items-center justify-between gap-3 py-2">
            <Link
              href={`/t/${tenant}/parcels/${parcel.id}`}
              className="tabular min-w-0 truncate rounded font-medium hover:underline"
            >
              {parcel.reference}
            </Link>
            <span className="flex shrink-0 items-center gap-3 text-ink-faint text-meta">
              <RelativeTime at={parcel.updatedAt} />
              <ParcelBadge state={parcel.state} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
