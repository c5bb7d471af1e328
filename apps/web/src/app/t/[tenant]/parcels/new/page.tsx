import type { Metadata } from "next";
import { NewParcelForm } from "@/modules/parcels/parcel-form.tsx";
import { TenantPage } from "@/modules/shell/tenant-page.tsx";
import { caller, Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "New parcel" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const { reference } = await (await caller(tenant)).parcels.nextReference();
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.tags.list.queryOptions())]}>
      <TenantPage title="New parcel" parent="Parcels" path="/parcels">
        <NewParcelForm reference={reference} />
      </TenantPage>
    </Prefetch>
  );
}
