import type { Metadata } from "next";
import { SupportPage } from "@/platform/operator/support-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Support" };

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
