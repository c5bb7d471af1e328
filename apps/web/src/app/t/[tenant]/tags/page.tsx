import type { Metadata } from "next";
import { TagsPage } from "@/modules/tags/tags-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Tags" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.tags.list.queryOptions())]}>
      <TagsPage />
    </Prefetch>
  );
}
