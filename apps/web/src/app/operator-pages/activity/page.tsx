import { byCursor } from "@/lists/cursor.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { operatorActivityInput, operatorActivityState } from "@/platform/operator/operator-activity-list.ts";
import { OperatorActivityPage } from "@/platform/operator/operator-activity-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("operator.tabs.activity");

export default async function Page({ searchParams }: { searchParams: SearchParams }) {
  const input = operatorActivityInput(operatorActivityState.read(await readParams(searchParams)));
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [
        client.prefetchInfiniteQuery(trpc.installation.activity.infiniteQueryOptions(input, byCursor)),
        client.prefetchQuery(trpc.installation.people.queryOptions()),
      ]}
    >
      <OperatorActivityPage />
    </Prefetch>
  );
}
