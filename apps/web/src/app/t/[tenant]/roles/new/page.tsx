import type { Metadata } from "next";
import { NewRolePage } from "@/platform/roles/role-form.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "New role" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.roles.list.queryOptions())]}>
      <NewRolePage />
    </Prefetch>
  );
}
