"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { TagColor } from "@waybill/validators/tags";
import { cn } from "@/components/ui/cn.ts";
import { useTRPC } from "@/trpc/client.tsx";

export type Tag = RouterOutputs["tags"]["list"]["items"][number];

/** The colours of tags, with enough contrast in both themes. */
export const tagColorClasses: Record<TagColor, string> = {
  grey: "bg-zinc-500",
  red: "bg-red-500",
  orange: "bg-orange-500",
  amber: "bg-amber-500",
  green: "bg-green-600",
  teal: "bg-teal-500",
  blue: "bg-blue-500",
  violet: "bg-violet-500",
  pink: "bg-pink-500",
};

/** A tag: a coloured dot and its name. */
function TagLabel({ tag, className }: { tag: Tag; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex h-6 max-w-44 items-center gap-1.5 rounded-md border border-line px-2 text-meta",
        className,
      )}
    >
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", tagColorClasses[tag.color])} />
      <span className="truncate">{tag.name}</span>
    </span>
  );
}

/** The tags with these ids that exist. */
export function TagList({ ids }: { ids: string[] }) {
  const { data } = useQuery(useTRPC().tags.list.queryOptions());
  const tags = data?.items.filter((tag) => ids.includes(tag.id)) ?? [];
  if (tags.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <TagLabel key={tag.id} tag={tag} />
      ))}
    </span>
  );
}
