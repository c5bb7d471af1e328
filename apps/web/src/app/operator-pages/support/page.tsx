import { SupportPage } from "@/platform/operator/support-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("operator.tabs.support");

export default function Page() {
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.support.current.queryOptions()),
        client.prefetchQuery(trpc.support.tenants.queryOptions({ search: "" })),
      ]}
    >
      <SupportPage />
    </Prefetch>
  );
}
