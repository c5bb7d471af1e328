"use client";

import type { ParcelState } from "@waybill/validators/parcels";
import { MapPinIcon, PackageIcon, ShapesIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useTenant } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { parcelListQuery } from "../parcel-links.ts";
import { useFigures } from "./use-figures.ts";

const tiles: { name: "draft" | "packed" | "underway" | "delivered" | "failed"; states: ParcelState[] }[] = [
  { name: "draft", states: ["draft"] },
  { name: "packed", states: ["packed"] },
  { name: "underway", states: ["dispatched", "in_transit"] },
  { name: "delivered", states: ["delivered"] },
  { name: "failed", states: ["failed"] },
];

/** The number of parcels by state; without parcels, how to begin. */
export function ParcelCounts() {
  const t = useTranslations("parcels.dashboard");
  const { formatCount } = useFormats();
  const base = `/t/${useTenant()}`;
  const { name } = useTenantInfo();
  const { data, error, refetch, empty, tag } = useFigures();
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
          title={t("welcome", { name })}
          actions={
            <>
              <Button asChild>
                <Link href={`${base}/items`}>
                  <ShapesIcon /> {t("items")}
                </Link>
              </Button>
              <Button asChild>
                <Link href={`${base}/places`}>
                  <MapPinIcon /> {t("places")}
                </Link>
              </Button>
            </>
          }
        >
          {t("welcomeAbout")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-6 lg:grid-cols-5">
      {tiles.map(({ name: tile, states }) => (
        <li key={tile} className="max-sm:last:col-span-2 sm:max-lg:col-span-2 sm:max-lg:nth-[n+4]:col-span-3">
          <Link
            href={`${base}/parcels${parcelListQuery({ states, tag })}`}
            className="flex h-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-line-strong"
          >
            <span className="text-ink-soft">{t(`tiles.${tile}`)}</span>
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
