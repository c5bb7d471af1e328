import { byCursor } from "@/lists/cursor.ts";
import { placeListInput, placeListState } from "@/modules/places/place-list.ts";
import { PlacesPage } from "@/modules/places/places-page.tsx";
import { titled } from "@/texts/texts.tsx";
import { listPage } from "@/trpc/list-page.tsx";

export const generateMetadata = titled("places.title");

export default listPage(placeListState, PlacesPage, (list, trpc, client) => [
  client.prefetchInfiniteQuery(trpc.places.list.infiniteQueryOptions(placeListInput(list), byCursor)),
]);
