import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { deadLetterInput } from "@/platform/events/dead-letters.ts";
import { eventListInput, eventListState } from "@/platform/events/event-list.ts";
import { EventsPage } from "@/platform/events/events-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("events.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = eventListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.retention.list.queryOptions()),
        client.prefetchInfiniteQuery(trpc.events.list.infiniteQueryOptions(eventListInput(list), byCursor)),
        client.prefetchQuery(trpc.events.map.queryOptions()),
        client.prefetchQuery(trpc.jobs.list.queryOptions(deadLetterInput)),
      ]}
    >
      <EventsPage />
    </Prefetch>
  );
}
