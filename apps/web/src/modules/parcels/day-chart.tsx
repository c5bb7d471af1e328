"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useFormats } from "@/lib/use-formats.ts";

interface Day {
  day: string;
  dispatched: number;
  delivered: number;
}

const axis = { fontSize: 12, fill: "var(--ink-faint)" };

const kinds = ["dispatched", "delivered"] as const;

interface DayChartProps {
  days: Day[];
  /** The list of the parcels of a day. */
  hrefOf(kind: (typeof kinds)[number], day: string): string;
}

/** Parcels by day as bars that link to lists, and as a table. */
export function DayChart({ days, hrefOf }: DayChartProps) {
  const t = useTranslations("parcels.dashboard.days");
  const { formatCount } = useFormats();
  const dayFormat = new Intl.DateTimeFormat(useLocale(), { day: "numeric", month: "short", timeZone: "UTC" });
  const dayLabel = (day: unknown) => dayFormat.format(new Date(String(day)));
  const router = useRouter();
  const follow = (kind: (typeof kinds)[number]) => (bar: { payload?: Day }) => {
    if (bar.payload) router.push(hrefOf(kind, bar.payload.day));
  };
  return (
    <>
      <div aria-hidden className="h-56 w-full">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={days}
            margin={{ top: 4, right: 0, bottom: 0, left: -24 }}
            barGap={2}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="day"
              tickFormatter={dayLabel}
              tick={axis}
              axisLine={{ stroke: "var(--line)" }}
              tickLine={false}
              minTickGap={24}
            />
            <YAxis allowDecimals={false} tick={axis} axisLine={false} tickLine={false} />
            <Tooltip
              labelFormatter={dayLabel}
              cursor={{ fill: "var(--sunken)" }}
              contentStyle={{
                background: "var(--raised)",
                border: "1px solid var(--line)",
                borderRadius: 8,
                fontSize: 13,
              }}
            />
            <Legend iconType="circle" iconSize={8} wrapperStyle={{ fontSize: 13, color: "var(--ink-soft)" }} />
            <Bar
              dataKey="dispatched"
              onClick={follow("dispatched")}
              className="cursor-pointer"
              name={t("dispatched")}
              fill="var(--chart-1)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
            <Bar
              dataKey="delivered"
              onClick={follow("delivered")}
              className="cursor-pointer"
              name={t("delivered")}
              fill="var(--chart-2)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
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
                  {dayLabel(day)}
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
