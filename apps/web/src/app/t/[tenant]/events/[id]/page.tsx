import { type RecordParams, readRecordParams } from "@/navigation/params.ts";
import { EventPage } from "@/platform/events/event-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("events.single");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRecordParams(params);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.events.byId.queryOptions({ id })),
        client.prefetchQuery(trpc.events.map.queryOptions()),
      ]}
    >
      <EventPage id={id} />
    </Prefetch>
  );
}
