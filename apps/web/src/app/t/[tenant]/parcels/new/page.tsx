import { getTranslations } from "next-intl/server";
import { NewParcelForm } from "@/modules/parcels/parcel-form.tsx";
import { TenantPage } from "@/platform/shell/tenant-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { caller, isRefusal, Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("parcels.new");

/** A suggested reference; empty without the permission to create parcels, which the form reports on submit. */
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
