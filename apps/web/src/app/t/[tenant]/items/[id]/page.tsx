import type { Metadata } from "next";
import { ItemPage } from "@/modules/items/item-page.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Item" };

export default async function Page({ params }: { params: Promise<{ tenant: string; id: string }> }) {
  const { tenant, id } = await params;
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.items.byId.queryOptions({ id })),
        client.prefetchQuery(trpc.tags.list.queryOptions()),
      ]}
    >
      <ItemPage id={id} />
    </Prefetch>
  );
}
