"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormats } from "@/formats/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** The number of parcels that need attention, in the sidebar; nothing if there are none. */
export function AttentionCount() {
  const { formatUpTo } = useFormats();
  const { data } = useQuery(useTRPC().parcels.attention.queryOptions());
  if (!data?.total) return null;
  return (
    <span className="tabular rounded-full bg-warning-soft px-1.5 font-semibold text-meta text-warning">
      {formatUpTo(data.total)}
    </span>
  );
}
