import { type RecordParams, readRoleParams } from "@/navigation/params.ts";
import { RolePage } from "@/platform/roles/role-form.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("roles.role");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRoleParams(params);
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.roles.list.queryOptions())]}>
      <RolePage id={id} />
    </Prefetch>
  );
}
