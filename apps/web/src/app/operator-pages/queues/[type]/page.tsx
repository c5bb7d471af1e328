import type { Metadata } from "next";
import { JobTypePage } from "@/platform/operator/job-type-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

interface Props {
  params: Promise<{ type: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).type };
}

export default async function Page({ params }: Props) {
  const { type } = await params;
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.queues.byType.queryOptions({ type })),
        client.prefetchQuery(trpc.queues.actions.queryOptions()),
      ]}
    >
      <JobTypePage type={type} />
    </Prefetch>
  );
}
