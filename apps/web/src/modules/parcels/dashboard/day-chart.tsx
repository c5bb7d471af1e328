"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormats } from "@/formats/use-formats.ts";

interface Day {
  day: string;
  dispatched: number;
  delivered: number;
}

const kinds = ["dispatched", "delivered"] as const;
const fills = { dispatched: "fill-chart-1", delivered: "fill-chart-2" } as const;
const dots = { dispatched: "bg-chart-1", delivered: "bg-chart-2" } as const;

interface DayChartProps {
  days: Day[];
  /** The list of the parcels of a day. */
  hrefOf(kind: (typeof kinds)[number], day: string): string;
}

/** The marks of an axis: whole numbers from zero up to at least the largest value, in at most five steps of 1, 2 or 5 times a power of ten. */
export function marksUpTo(largest: number): number[] {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const step = steps.find((each) => largest <= 5 * each) ?? largest;
  const count = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: count + 1 }, (_, mark) => mark * step);
}

/** The number of labels that fit below the chart. */
const maxLabels = 7;

/** Parcels by day as bars that link to lists, and as a table. */
export function DayChart({ days, hrefOf }: DayChartProps) {
  const t = useTranslations("parcels.dashboard.days");
  const { formatCount, formatDayOfYear } = useFormats();
  return (
    <>
      <Bars {...{ days, hrefOf }} />
      <details className="mt-3">
        <summary className="w-fit cursor-pointer rounded text-ink-soft text-meta hover:text-ink">
          {t("asTable")}
        </summary>
        <table className="mt-2 w-full max-w-md">
          <caption className="sr-only">{t("caption")}</caption>
          <thead>
            <tr className="text-ink-faint text-meta">
              <th scope="col" className="py-1 text-left font-normal">
                {t("day")}
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                {t("dispatched")}
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                {t("delivered")}
              </th>
            </tr>
          </thead>
          <tbody className="tabular divide-y divide-line">
            {days.toReversed().map(({ day, ...counts }) => (
              <tr key={day}>
                <th scope="row" className="py-1 text-left font-normal">
                  {formatDayOfYear(day)}
                </th>
                {kinds.map((kind) => (
                  <td key={kind} className="py-1 text-right">
                    {counts[kind] > 0 ? (
                      <Link href={hrefOf(kind, day)} className="rounded text-accent hover:underline">
                        {formatCount(counts[kind])}
                      </Link>
                    ) : (
                      <span className="text-ink-faint">0</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** The bars. They are hidden from screen readers, which read the table. */
function Bars({ days, hrefOf }: DayChartProps) {
  const t = useTranslations("parcels.dashboard.days");
  const { formatCount, formatDayOfYear } = useFormats();
  const router = useRouter();
  const [over, setOver] = useState<number | null>(null);
  const marks = marksUpTo(Math.max(...days.flatMap((day) => kinds.map((kind) => day[kind]))));
  const top = marks.at(-1) ?? 1;
  const shown = over === null ? undefined : days[over];
  const labels = Math.min(maxLabels, days.length);
  const labelled = Array.from(
    { length: labels },
    (_, n) => days[Math.round((n * (days.length - 1)) / (labels - 1 || 1))],
  );
  return (
    <div aria-hidden className="flex h-56 flex-col gap-2 text-ink-faint text-meta">
      <div className="flex min-h-0 flex-1 gap-2">
        <ul className="tabular flex flex-col-reverse justify-between text-right leading-none">
          {marks.map((mark) => (
            <li key={mark} className="h-0 -translate-y-1/2">
              {formatCount(mark)}
            </li>
          ))}
        </ul>
        <div className="relative min-w-0 flex-1" onPointerLeave={() => setOver(null)}>
          <svg aria-hidden viewBox={`0 0 ${days.length} ${top}`} preserveAspectRatio="none" className="block size-full">
            {marks.map((mark) => (
              <path
                key={mark}
                d={`M0 ${top - mark}H${days.length}`}
                vectorEffect="non-scaling-stroke"
                className="stroke-line"
              />
            ))}
            {days.map((day, at) => (
              <g key={day.day} onPointerEnter={() => setOver(at)}>
                <rect x={at} width={1} height={top} className={over === at ? "fill-sunken" : "fill-transparent"} />
                {kinds.map((kind, n) => (
                  // biome-ignore lint/a11y/noStaticElementInteractions: keyboards and screen readers have the links of the table
                  <rect
                    key={kind}
                    x={at + 0.1 + n * 0.42}
                    y={top - day[kind]}
                    width={0.38}
                    height={day[kind]}
                    onClick={() => router.push(hrefOf(kind, day.day))}
                    className={`cursor-pointer ${fills[kind]}`}
                  />
                ))}
              </g>
            ))}
          </svg>
          {shown && over !== null && (
            <div
              className="pointer-events-none absolute top-0 z-10 flex flex-col gap-0.5 rounded-md border border-line bg-raised px-3 py-2 text-ink shadow-lg print:hidden"
              // Beside the day, on the wider side.
              style={
                over < days.length / 2
                  ? { left: `${((over + 1) / days.length) * 100}%` }
                  : { right: `${(1 - over / days.length) * 100}%` }
              }
            >
              <span className="font-medium">{formatDayOfYear(shown.day)}</span>
              {kinds.map((kind) => (
                <span key={kind} className="tabular flex items-center gap-2 whitespace-nowrap">
                  <span className={`size-2 rounded-full ${dots[kind]}`} />
                  {t(kind)} <span className="ml-auto pl-3">{formatCount(shown[kind])}</span>
                </span>
              ))}
            </div>
          )}
        </div>
      </div>
      <ol className="flex justify-between gap-2 overflow-hidden whitespace-nowrap pl-6">
        {labelled.map(
          (day, n) =>
            day && (
              // On a phone every other one: the rest keep their places below the bars.
              <li key={day.day} className={labels === maxLabels && n % 2 === 1 ? "hidden sm:block" : undefined}>
                {formatDayOfYear(day.day)}
              </li>
            ),
        )}
      </ol>
      <ul className="flex justify-center gap-4 text-ink-soft">
        {kinds.map((kind) => (
          <li key={kind} className="flex items-center gap-1.5">
            <span className={`size-2 rounded-full ${dots[kind]}`} />
            {t(kind)}
          </li>
        ))}
      </ul>
    </div>
  );
}
