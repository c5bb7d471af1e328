import type { Metadata } from "next";
import { ApiKeysPage } from "@/platform/api-keys/api-keys-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "API keys" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.apiKeys.list.queryOptions())]}>
      <ApiKeysPage />
    </Prefetch>
  );
}
