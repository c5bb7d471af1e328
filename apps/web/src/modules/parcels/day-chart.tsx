"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useFormats } from "@/lib/use-formats.ts";

interface Day {
  day: string;
  dispatched: number;
  delivered: number;
}

const dayFormat = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const dayLabel = (day: unknown) => dayFormat.format(new Date(String(day)));

const axis = { fontSize: 12, fill: "var(--ink-faint)" };

const kinds = ["dispatched", "delivered"] as const;

interface DayChartProps {
  days: Day[];
  /** Where the parcels of a day are listed. */
  hrefOf(kind: (typeof kinds)[number], day: string): string;
}

/** Parcels by day, as bars that lead to their list; the same figures as a table. */
export function DayChart({ days, hrefOf }: DayChartProps) {
  const { formatCount } = useFormats();
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
              name="Dispatched"
              fill="var(--chart-1)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
            <Bar
              dataKey="delivered"
              onClick={follow("delivered")}
              className="cursor-pointer"
              name="Delivered"
              fill="var(--chart-2)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <details className="mt-3">
        <summary className="w-fit cursor-pointer rounded text-ink-soft text-meta hover:text-ink">
          Day by day, as a table
        </summary>
        <table className="mt-2 w-full max-w-md">
          <caption className="sr-only">Parcels dispatched and delivered by day</caption>
          <thead>
            <tr className="text-ink-faint text-meta">
              <th scope="col" className="py-1 text-left font-normal">
                Day
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                Dispatched
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                Delivered
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
