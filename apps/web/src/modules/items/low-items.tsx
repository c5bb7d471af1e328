"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { formatCount } from "@/lib/format.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { lowItemsInput } from "./elsewhere.ts";

/** The items that run out, on the dashboard. */
export function LowItems() {
  const base = `/t/${useTenant()}`;
  const { data } = useQuery(useTRPC().items.list.queryOptions(lowItemsInput));
  return (
    <Panel title="Running out">
      {!data && <Skeleton className="h-48" />}
      {data?.items.length === 0 && <p className="text-ink-soft">No item has low stock.</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map((item) => (
          <li key={item.id} className="flex items-center gap-3 py-2">
            <Link
              href={`${base}/items/${item.id}`}
              className="min-w-0 flex-1 truncate rounded font-medium hover:underline"
            >
              {item.name}
            </Link>
            <span className="tabular text-ink-faint text-meta">{item.sku}</span>
            <span className="tabular w-20 text-right font-semibold text-danger">
              {formatCount(item.available)} left
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
