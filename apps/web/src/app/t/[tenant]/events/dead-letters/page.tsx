import { byCursor } from "@/lists/cursor.ts";
import { deadLetterInput } from "@/platform/events/dead-letters.ts";
import { DeadLettersPage } from "@/platform/events/dead-letters-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("events.tabs.deadLetters");

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(deadLetterInput, byCursor)),
      ]}
    >
      <DeadLettersPage />
    </Prefetch>
  );
}
