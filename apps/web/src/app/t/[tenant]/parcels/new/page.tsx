import type { Metadata } from "next";
import { NewParcelForm } from "@/modules/parcels/parcel-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";
import { caller, isRefusal, Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "New parcel" };

/** A reference to begin with. Who may not create parcels gets none; the form says so when it is sent. */
async function suggestion(tenant: string): Promise<string> {
  try {
    return (await (await caller(tenant)).parcels.nextReference()).reference;
  } catch (error) {
    if (isRefusal(error)) return "";
    throw error;
  }
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const reference = await suggestion(tenant);
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.tags.list.queryOptions())]}>
      <TenantPage title="New parcel" parent="Parcels" path="/parcels">
        <NewParcelForm reference={reference} />
      </TenantPage>
    </Prefetch>
  );
}
