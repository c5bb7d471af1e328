"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** How many parcels need attention, beside the way to them; nothing where none do. */
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
