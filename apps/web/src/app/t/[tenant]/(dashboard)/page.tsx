import type { Metadata } from "next";
import { Dashboard } from "@/modules/parcels/dashboard.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.parcels.summary.queryOptions()),
        client.prefetchQuery(trpc.parcels.list.queryOptions({ limit: 6 })),
      ]}
    >
      <Dashboard />
    </Prefetch>
  );
}
