import { getTranslations } from "next-intl/server";
import { NewParcelForm } from "@/modules/parcels/parcel-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { caller, isRefusal, Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("parcels.new");

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
  const t = await getTranslations("parcels");
  const reference = await suggestion(tenant);
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.tags.list.queryOptions())]}>
      <TenantPage title={t("new")} parent={t("title")} path="/parcels">
        <NewParcelForm reference={reference} />
      </TenantPage>
    </Prefetch>
  );
}
