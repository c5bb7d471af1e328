import type { Metadata } from "next";
import { RolesPage } from "@/platform/roles/roles-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Roles" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.roles.list.queryOptions())]}>
      <RolesPage />
    </Prefetch>
  );
}
