import type { Metadata } from "next";
import { ModulesPage } from "@/platform/modules/modules-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Modules" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.modules.list.queryOptions())]}>
      <ModulesPage />
    </Prefetch>
  );
}
