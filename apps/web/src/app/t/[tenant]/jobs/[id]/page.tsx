import type { Metadata } from "next";
import { JobPage } from "@/modules/jobs/job-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Job" };

export default async function Page({ params }: { params: Promise<{ tenant: string; id: string }> }) {
  const { tenant, id } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.jobs.byId.queryOptions({ id }))]}>
      <JobPage id={id} />
    </Prefetch>
  );
}
