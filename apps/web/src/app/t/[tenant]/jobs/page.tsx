import { byCursor } from "@/lists/cursor.ts";
import { jobListInput, jobListState } from "@/platform/jobs/job-list.ts";
import { JobsPage } from "@/platform/jobs/jobs-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("jobs.title");

export default listPage(jobListState, JobsPage, (list, trpc, client) => [
  client.prefetchQuery(trpc.retention.list.queryOptions()),
  client.prefetchInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(jobListInput(list), byCursor)),
]);
