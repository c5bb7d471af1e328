import { type RecordParams, readRecordParams } from "@/navigation/params.ts";
import { JobPage } from "@/platform/jobs/job-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("jobs.single");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRecordParams(params);
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.jobs.byId.queryOptions({ id }))]}>
      <JobPage id={id} />
    </Prefetch>
  );
}
