import { byCursor } from "@/lists/cursor.ts";
import { activityListInput, activityListState } from "@/platform/activity/activity-list.ts";
import { ActivityPage } from "@/platform/activity/activity-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("activity.title");

export default listPage(activityListState, ActivityPage, (list, trpc, client) => [
  client.prefetchQuery(trpc.retention.list.queryOptions()),
  client.prefetchInfiniteQuery(trpc.activity.list.infiniteQueryOptions(activityListInput(list), byCursor)),
  client.prefetchQuery(trpc.activity.people.queryOptions()),
]);
