import type { Metadata } from "next";
import { RolePage } from "@/modules/roles/role-form.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Role" };

export default async function Page({ params }: { params: Promise<{ tenant: string; id: string }> }) {
  const { tenant, id } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.roles.list.queryOptions())]}>
      <RolePage id={id} />
    </Prefetch>
  );
}
