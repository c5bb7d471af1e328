import { readParams, type SearchParams } from "@/lib/params.ts";
import { placeListInput } from "@/modules/places/place-list.ts";
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
  const url = await readParams(searchParams);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [client.prefetchQuery(trpc.places.list.queryOptions(placeListInput(url)))]}
    >
      <PlacesPage />
    </Prefetch>
  );
}
