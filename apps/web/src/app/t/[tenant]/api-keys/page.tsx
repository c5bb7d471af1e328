import { ApiKeysPage } from "@/platform/api-keys/api-keys-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("apiKeys.title");

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.apiKeys.list.queryOptions())]}>
      <ApiKeysPage />
    </Prefetch>
  );
}
