"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { duration } from "./duration.ts";

/** Says below a list for how long its entries are kept. @param name what is kept, by its name in the api */
export function KeptFor({ name }: { name: string }) {
  const tenant = useTenant();
  const { data } = useQuery(useTRPC().retention.list.queryOptions());
  const kept = data?.items.find((thing) => thing.name === name);
  if (!kept || kept.days === null) return null;
  return (
    <p className="text-ink-faint text-meta">
      {kept.title}: kept {duration(kept.days)}.{" "}
      <Link href={`/t/${tenant}/settings/retention`} className="underline">
        Retention
      </Link>
    </p>
  );
}
