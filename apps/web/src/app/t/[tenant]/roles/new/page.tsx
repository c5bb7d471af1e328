import { NewRolePage } from "@/platform/roles/role-form.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("roles.new");

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.roles.list.queryOptions())]}>
      <NewRolePage />
    </Prefetch>
  );
}
