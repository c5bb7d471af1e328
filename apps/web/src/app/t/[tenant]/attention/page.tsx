import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { attentionListInput, attentionListState } from "@/modules/parcels/attention-list.ts";
import { AttentionPage } from "@/modules/parcels/attention-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("parcels.attention.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = attentionListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchInfiniteQuery(trpc.parcels.list.infiniteQueryOptions(attentionListInput(list), byCursor)),
      ]}
    >
      <AttentionPage />
    </Prefetch>
  );
}
