import { byCursor } from "@/lists/cursor.ts";
import { deadLetterInput } from "@/platform/events/dead-letters.ts";
import { EventMapPage } from "@/platform/events/map-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("events.tabs.map");

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.events.map.queryOptions()),
        client.prefetchInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(deadLetterInput, byCursor)),
      ]}
    >
      <EventMapPage />
    </Prefetch>
  );
}
