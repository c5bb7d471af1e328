import { byCursor } from "@/lists/cursor.ts";
import { deadLetterInput } from "@/platform/events/dead-letters.ts";
import { eventListInput, eventListState } from "@/platform/events/event-list.ts";
import { EventsPage } from "@/platform/events/events-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("events.title");

export default listPage(eventListState, EventsPage, (list, trpc, client) => [
  client.prefetchQuery(trpc.retention.list.queryOptions()),
  client.prefetchInfiniteQuery(trpc.events.list.infiniteQueryOptions(eventListInput(list), byCursor)),
  client.prefetchQuery(trpc.events.map.queryOptions()),
  client.prefetchInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(deadLetterInput, byCursor)),
]);
