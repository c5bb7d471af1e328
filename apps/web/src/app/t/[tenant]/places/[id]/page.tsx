import { readPanels } from "@/manifests/panels.ts";
import { PlacePage } from "@/modules/places/place-page.tsx";
import { type RecordParams, readRecordParams } from "@/navigation/params.ts";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("places.single");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRecordParams(params);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.places.byId.queryOptions({ id })),
        ...readPanels("place", id, trpc, client),
      ]}
    >
      <PlacePage id={id} />
    </Prefetch>
  );
}
