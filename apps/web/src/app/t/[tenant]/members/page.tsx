import type { Metadata } from "next";
import { MembersPage } from "@/platform/tenants/members-page.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { id } = await requireUser();
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.tenants.members.queryOptions()),
        client.prefetchQuery(trpc.roles.grantable.queryOptions()),
      ]}
    >
      <MembersPage userId={id} />
    </Prefetch>
  );
}
