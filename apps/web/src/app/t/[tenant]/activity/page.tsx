import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { activityListInput, activityListState } from "@/platform/activity/activity-list.ts";
import { ActivityPage } from "@/platform/activity/activity-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("activity.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = activityListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.retention.list.queryOptions()),
        client.prefetchInfiniteQuery(trpc.activity.list.infiniteQueryOptions(activityListInput(list), byCursor)),
        client.prefetchQuery(trpc.activity.people.queryOptions()),
      ]}
    >
      <ActivityPage />
    </Prefetch>
  );
}
