import type { Metadata } from "next";
import { KindPage } from "@/platform/operator/kind-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

interface Props {
  params: Promise<{ kind: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).kind };
}

export default async function Page({ params }: Props) {
  const { kind } = await params;
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.queues.byKind.queryOptions({ kind })),
        client.prefetchQuery(trpc.queues.actions.queryOptions()),
      ]}
    >
      <KindPage kind={kind} />
    </Prefetch>
  );
}
