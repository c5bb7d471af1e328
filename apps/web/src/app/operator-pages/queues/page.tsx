import { QueuesPage } from "@/platform/operator/queues-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("operator.tabs.queues");

export default function Page() {
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.queues.list.queryOptions()),
        client.prefetchQuery(trpc.queues.failures.queryOptions()),
        client.prefetchQuery(trpc.queues.actions.queryOptions()),
        client.prefetchQuery(trpc.queues.workers.queryOptions()),
        client.prefetchQuery(trpc.queues.schedules.queryOptions()),
      ]}
    >
      <QueuesPage />
    </Prefetch>
  );
}
