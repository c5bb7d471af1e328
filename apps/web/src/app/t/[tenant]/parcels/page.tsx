import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { parcelListInput, parcelListState } from "@/modules/parcels/parcel-list.ts";
import { ParcelsPage } from "@/modules/parcels/parcels-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("parcels.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = parcelListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchInfiniteQuery(trpc.parcels.list.infiniteQueryOptions(parcelListInput(list), byCursor)),
        client.prefetchQuery(trpc.parcels.summary.queryOptions()),
        client.prefetchQuery(trpc.tags.list.queryOptions()),
        client.prefetchQuery(trpc.parcels.carriers.queryOptions()),
      ]}
    >
      <ParcelsPage />
    </Prefetch>
  );
}
