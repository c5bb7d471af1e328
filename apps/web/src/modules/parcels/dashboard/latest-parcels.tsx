import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { ParcelBadge } from "../parcel-parts.tsx";
import { latestInput } from "../query-inputs.ts";

/** The most recently changed parcels. */
export function LatestParcels() {
  const t = useTranslations("parcels.dashboard");
  const base = `/t/${useTenant()}`;
  const { data: latest } = useQuery(useTRPC().parcels.list.queryOptions(latestInput));
  if (latest?.items.length === 0) return null;
  return (
    <Panel
      title={t("latest")}
      action={
        <Link href={`${base}/parcels`} className="rounded text-accent text-meta hover:underline">
          {t("all")}
        </Link>
      }
    >
      {!latest && <Skeleton className="h-48" />}
      <ul className="-my-2 divide-y divide-line">
        {latest?.items.map((parcel) => (
          <li key={parcel.id} className="flex items-center gap-3 py-2">
            <Link
              href={`${base}/parcels/${parcel.id}`}
              className="tabular max-w-[45%] shrink-0 truncate rounded font-medium hover:underline"
            >
              {parcel.reference}
            </Link>
            <span className="min-w-0 flex-1 truncate text-ink-soft">{parcel.recipientName}</span>
            <span className="text-ink-faint text-meta max-sm:hidden">
              <RelativeTime at={parcel.updatedAt} />
            </span>
            <ParcelBadge state={parcel.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
