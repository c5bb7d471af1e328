import { byCursor } from "@/lib/cursor.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { placeListInput, placeListState } from "@/modules/places/place-list.ts";
import { PlacesPage } from "@/modules/places/places-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("places.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const list = placeListState.read(await readParams(searchParams));
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchInfiniteQuery(trpc.places.list.infiniteQueryOptions(placeListInput(list), byCursor)),
      ]}
    >
      <PlacesPage />
    </Prefetch>
  );
}
