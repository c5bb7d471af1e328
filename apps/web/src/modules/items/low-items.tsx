"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { runningOutDays } from "@waybill/validators/thresholds";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { ErrorState } from "@/components/states.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { periodParams } from "@/formats/period-params.ts";
import { useFormats } from "@/formats/use-formats.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { runningOutInput } from "./query-inputs.ts";

/** Items that run out, on the dashboard. */
export function LowItems() {
  const t = useTranslations("items");
  const { formatCount } = useFormats();
  const lasts = (daysLeft: number | null) => {
    if (daysLeft === null) return t("runningOut.unused");
    return daysLeft < 1 ? t("runningOut.underADay") : t("runningOut.days", { days: Math.floor(daysLeft) });
  };
  const base = `/t/${useTenant()}/items`;
  const [url] = useQueryStates(periodParams);
  const { data, error, refetch } = useQuery(
    useTRPC().items.runningOut.queryOptions(runningOutInput(url), { placeholderData: keepPreviousData }),
  );
  return (
    <Panel
      title={t("runningOut.title")}
      action={
        <Link href={`${base}?low=1`} className="rounded text-accent text-meta hover:underline">
          {t("list.lowStock")}
        </Link>
      }
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-48" />}
      {data?.items.length === 0 && <p className="text-ink-soft">{t("runningOut.none", { days: runningOutDays })}</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map((item) => (
          <li key={item.id} className="flex items-center gap-3 py-2">
            <Link href={`${base}/${item.id}`} className="min-w-0 flex-1 truncate rounded font-medium hover:underline">
              {item.name}
            </Link>
            <span className="tabular truncate text-ink-faint text-meta max-sm:hidden">{item.sku}</span>
            <span className="tabular w-20 text-right font-semibold text-danger">
              {t("runningOut.left", { count: formatCount(item.available) })}
            </span>
            <span className="tabular w-26 text-right text-ink-soft">{lasts(item.daysLeft)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
