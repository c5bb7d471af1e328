import { ModulesPage } from "@/platform/modules/modules-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("modules.title");

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.modules.list.queryOptions())]}>
      <ModulesPage />
    </Prefetch>
  );
}
