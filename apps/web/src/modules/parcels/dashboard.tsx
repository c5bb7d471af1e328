"use client";

import { useQuery } from "@tanstack/react-query";
import type { ParcelState } from "@waybill/validators/parcels";
import { MapPinIcon, PackageIcon, PlusIcon, ShapesIcon } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { GuardedButton, useTenantInfo } from "@/lib/access.tsx";
import { formatCount } from "@/lib/format.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { latestInput } from "./elsewhere.ts";
import { ParcelBadge } from "./parcel-parts.tsx";

const DayChart = dynamic(() => import("./day-chart.tsx").then((module) => module.DayChart), {
  ssr: false,
  loading: () => <Skeleton className="h-56" />,
});

const tiles: { title: string; states: ParcelState[] }[] = [
  { title: "Drafts", states: ["draft"] },
  { title: "Packed, to dispatch", states: ["packed"] },
  { title: "On their way", states: ["dispatched", "in_transit"] },
  { title: "Delivered", states: ["delivered"] },
  { title: "Failed", states: ["failed"] },
];

/** The primary action of the dashboard. */
export function NewParcel() {
  return (
    <GuardedButton permission="parcels.create" variant="primary" asChild>
      <Link href={`/t/${useTenant()}/parcels/new`}>
        <PlusIcon /> New parcel
      </Link>
    </GuardedButton>
  );
}

/** The figures, and whether there is no parcel yet. */
function useSummary() {
  const query = useQuery(useTRPC().parcels.summary.queryOptions());
  const empty = query.data !== undefined && Object.values(query.data.byState).every((count) => count === 0);
  return { ...query, empty };
}

/** How many parcels are where; before the first one, how to begin. */
export function ParcelCounts() {
  const base = `/t/${useTenant()}`;
  const { name } = useTenantInfo();
  const { data, error, refetch, empty } = useSummary();
  if (error) {
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    );
  }
  if (empty) {
    return (
      <Card>
        <EmptyState
          icon={<PackageIcon />}
          title={`Welcome to ${name}`}
          actions={
            <>
              <Button asChild>
                <Link href={`${base}/items`}>
                  <ShapesIcon /> Items
                </Link>
              </Button>
              <Button asChild>
                <Link href={`${base}/places`}>
                  <MapPinIcon /> Places
                </Link>
              </Button>
            </>
          }
        >
          Begin with the items that you send and the places that you send them to. Then pack your first parcel.
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      {tiles.map(({ title, states }) => (
        <li key={title}>
          <Link
            href={`${base}/parcels?state=${states.join(",")}`}
            className="flex h-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-line-strong"
          >
            <span className="text-ink-soft">{title}</span>
            {data ? (
              <span className="tabular font-semibold text-2xl">
                {formatCount(states.reduce((sum, state) => sum + data.byState[state], 0))}
              </span>
            ) : (
              <Skeleton className="h-8 w-12" />
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What was sent and what arrived, day by day. */
export function ParcelDays() {
  const { data, error, empty } = useSummary();
  if (error || empty) return null;
  return (
    <Panel title="Dispatched and delivered, the last 14 days">
      {data ? <DayChart days={data.byDay} /> : <Skeleton className="h-56" />}
    </Panel>
  );
}

/** The parcels that changed last. */
export function LatestParcels() {
  const base = `/t/${useTenant()}`;
  const { data: latest } = useQuery(useTRPC().parcels.list.queryOptions(latestInput));
  if (latest?.items.length === 0) return null;
  return (
    <Panel
      title="Latest parcels"
      action={
        <Link href={`${base}/parcels`} className="rounded text-accent text-meta hover:underline">
          All parcels
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
