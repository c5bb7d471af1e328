import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { jobListInput, jobListState } from "@/platform/jobs/job-list.ts";
import { JobsPage } from "@/platform/jobs/jobs-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("jobs.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = jobListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.retention.list.queryOptions()),
        client.prefetchInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(jobListInput(list), byCursor)),
      ]}
    >
      <JobsPage />
    </Prefetch>
  );
}
