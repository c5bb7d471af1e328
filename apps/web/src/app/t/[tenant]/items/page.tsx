import { byCursor } from "@/lists/cursor.ts";
import { itemListInput, itemListState } from "@/modules/items/item-list.ts";
import { ItemsPage } from "@/modules/items/items-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("items.title");

export default listPage(itemListState, ItemsPage, (list, trpc, client) => [
  client.prefetchInfiniteQuery(trpc.items.list.infiniteQueryOptions(itemListInput(list), byCursor)),
  client.prefetchQuery(trpc.tags.list.queryOptions()),
]);
