import { byCursor } from "@/lists/cursor.ts";
import { parcelListInput, parcelListState } from "@/modules/parcels/parcel-list.ts";
import { ParcelsPage } from "@/modules/parcels/parcels-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("parcels.title");

export default listPage(parcelListState, ParcelsPage, (list, trpc, client) => [
  client.prefetchInfiniteQuery(trpc.parcels.list.infiniteQueryOptions(parcelListInput(list), byCursor)),
  client.prefetchQuery(trpc.parcels.overview.queryOptions()),
  client.prefetchQuery(trpc.tags.list.queryOptions()),
  client.prefetchQuery(trpc.parcels.carriers.queryOptions()),
]);
