import { SettingsPage } from "@/platform/tenants/settings-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("tenants.settings.title");

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch tenant={tenant} read={(trpc, client) => [client.prefetchQuery(trpc.support.list.queryOptions())]}>
      <SettingsPage />
    </Prefetch>
  );
}
