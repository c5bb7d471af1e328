import { useTranslations } from "next-intl";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useTenant } from "@/trpc/client.tsx";
import { parcelListQuery } from "../parcel-links.ts";
import { Figure, FigureTable, NumberLink } from "./figure-table.tsx";
import { useFigures } from "./use-figures.ts";

/** Dispatched and delivered parcels of the period, and their durations. */
export function ParcelTimes() {
  const t = useTranslations("parcels.dashboard.times");
  const { formatSpan } = useFormats();
  const spanOf = (seconds: number | null | undefined) => (typeof seconds === "number" ? formatSpan(seconds) : "–");
  const base = `/t/${useTenant()}/parcels`;
  const { data, error, empty, tag } = useFigures();
  if (error || empty) return null;
  const days = data && { from: data.from, to: data.to };
  const total = (kind: "dispatched" | "delivered") => data?.byDay.reduce((sum, day) => sum + day[kind], 0) ?? 0;
  const rows = [
    {
      word: t("dispatched"),
      took: t("sinceCreated"),
      count: total("dispatched"),
      times: data?.toDispatch,
      href: parcelListQuery({ tag, dispatched: days }),
    },
    {
      word: t("delivered"),
      took: t("sinceDispatched"),
      count: total("delivered"),
      times: data?.toDeliver,
      href: parcelListQuery({ tag, delivered: days }),
    },
  ];
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-24" />}
      {data && (
        <FigureTable
          head={[
            t("parcels"),
            <span key="count" className="sr-only">
              {t("count")}
            </span>,
            t("median"),
            t("p95"),
          ]}
        >
          {rows.map(({ word, took, count, times, href }) => (
            <tr key={word}>
              <th scope="row" className="py-2 pr-3 text-left font-normal">
                {word}
                <span className="block text-ink-faint text-meta">{took}</span>
              </th>
              <Figure>
                <NumberLink href={`${base}${href}`} count={count} />
              </Figure>
              <Figure>{spanOf(times?.median)}</Figure>
              <Figure>{spanOf(times?.p95)}</Figure>
            </tr>
          ))}
        </FigureTable>
      )}
    </Panel>
  );
}
