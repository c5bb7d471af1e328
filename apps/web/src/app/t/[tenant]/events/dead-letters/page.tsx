import type { Metadata } from "next";
import { deadLetterInput } from "@/platform/events/dead-letters.ts";
import { DeadLettersPage } from "@/platform/events/dead-letters-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Dead letters" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [client.prefetchQuery(trpc.jobs.list.queryOptions(deadLetterInput))]}
    >
      <DeadLettersPage />
    </Prefetch>
  );
}
