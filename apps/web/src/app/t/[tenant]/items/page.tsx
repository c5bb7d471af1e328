import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { itemListInput, itemListState } from "@/modules/items/item-list.ts";
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
  const list = itemListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchInfiniteQuery(trpc.items.list.infiniteQueryOptions(itemListInput(list), byCursor)),
        client.prefetchQuery(trpc.tags.list.queryOptions()),
      ]}
    >
      <ItemsPage />
    </Prefetch>
  );
}
