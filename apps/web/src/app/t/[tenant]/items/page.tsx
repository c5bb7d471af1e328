import { readParams, type SearchParams } from "@/lib/params.ts";
import { itemListInput } from "@/modules/items/item-list.ts";
import { ItemsPage } from "@/modules/items/items-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("items.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const url = await readParams(searchParams);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.items.list.queryOptions(itemListInput(url))),
        client.prefetchQuery(trpc.tags.list.queryOptions()),
      ]}
    >
      <ItemsPage />
    </Prefetch>
  );
}
