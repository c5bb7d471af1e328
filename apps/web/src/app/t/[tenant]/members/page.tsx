import { MembersPage } from "@/platform/tenants/members-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("tenants.members.title");

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
