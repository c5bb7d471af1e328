import { useTranslations } from "next-intl";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTenant } from "@/trpc/client.tsx";
import { parcelListQuery } from "../parcel-links.ts";
import { DayChart } from "./day-chart.tsx";
import { useFigures } from "./use-figures.ts";

/** Dispatched and delivered parcels by day. */
export function ParcelDays() {
  const t = useTranslations("parcels.dashboard");
  const base = `/t/${useTenant()}/parcels`;
  const { data, error, empty, tag } = useFigures();
  if (error || empty) return null;
  const hrefOf = (kind: "dispatched" | "delivered", day: string) =>
    `${base}${parcelListQuery({ tag, [kind]: { from: day, to: day } })}`;
  return (
    <Panel title={t("days.title")}>
      {data ? <DayChart days={data.byDay} hrefOf={hrefOf} /> : <Skeleton className="h-64" />}
    </Panel>
  );
}
