"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Skeleton } from "@/components/ui/surface.tsx";
import { useActorName } from "@/formats/use-actor-name.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { stepStyles } from "./parcel-parts.tsx";

/** The timeline of a parcel, newest first, updated live. */
export function Timeline({ parcelId }: { parcelId: string }) {
  const actorName = useActorName();
  const apiText = useApiText();
  const t = useTranslations("parcels");
  const { data, error, refetch } = useQuery(useTRPC().parcels.timeline.queryOptions({ id: parcelId }));
  // The carrier's name, and its number.
  const told = (kind: string, detail: string) =>
    kind === "in_transit" ? detail.split(", ").map(apiText).join(", ") : apiText(detail);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-40" />;
  return (
    <ol aria-label={t("page.timeline")} aria-live="polite" aria-relevant="additions" className="flex flex-col">
      {data.items.map(({ id, kind, detail, at, userName, bySystem }, index) => {
        const { icon: Icon, tone } = stepStyles[kind];
        const last = index === data.items.length - 1;
        return (
          <li key={id} className="relative flex gap-3 pb-4 last:pb-0">
            {!last && <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px bg-line" />}
            <span aria-hidden className={cn("flex size-7 shrink-0 items-center justify-center rounded-full", tone)}>
              <Icon className="size-3.5" />
            </span>
            <div className="min-w-0 flex-1 pt-1">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className="font-medium">{t(`steps.${kind}`)}</span>
                <span className="text-ink-faint text-meta">
                  {actorName({ userName, bySystem })}, <RelativeTime at={at} />
                </span>
              </p>
              {detail && <p className="break-words text-ink-soft">{told(kind, detail)}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
