import type { Metadata } from "next";
import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { activityListInput } from "@/platform/activity/activity-list.ts";
import { ActivityPage } from "@/platform/activity/activity-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Activity" };

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const url = await readParams(searchParams);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.retention.list.queryOptions()),
        client.prefetchInfiniteQuery(trpc.activity.list.infiniteQueryOptions(activityListInput(url), byCursor)),
        client.prefetchQuery(trpc.activity.people.queryOptions()),
      ]}
    >
      <ActivityPage />
    </Prefetch>
  );
}
