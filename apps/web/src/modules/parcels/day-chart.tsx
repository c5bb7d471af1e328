"use client";

import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

interface Day {
  day: string;
  dispatched: number;
  delivered: number;
}

const dayFormat = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const dayLabel = (day: unknown) => dayFormat.format(new Date(String(day)));

const axis = { fontSize: 12, fill: "var(--ink-faint)" };

/** Parcels by day, as bars; the same figures as a table for who cannot see them. */
export function DayChart({ days }: { days: Day[] }) {
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
              name="Dispatched"
              fill="var(--chart-1)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
            <Bar
              dataKey="delivered"
              name="Delivered"
              fill="var(--chart-2)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className="sr-only">
        <caption>Parcels dispatched and delivered by day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Dispatched</th>
            <th scope="col">Delivered</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, dispatched, delivered }) => (
            <tr key={day}>
              <th scope="row">{dayLabel(day)}</th>
              <td>{dispatched}</td>
              <td>{delivered}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
