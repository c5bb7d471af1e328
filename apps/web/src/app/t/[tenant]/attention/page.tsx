import { byCursor } from "@/lists/cursor.ts";
import { attentionListInput, attentionListState } from "@/modules/parcels/attention-list.ts";
import { AttentionPage } from "@/modules/parcels/attention-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("parcels.attention.title");

export default listPage(attentionListState, AttentionPage, (list, trpc, client) => [
  client.prefetchInfiniteQuery(trpc.parcels.list.infiniteQueryOptions(attentionListInput(list), byCursor)),
]);
