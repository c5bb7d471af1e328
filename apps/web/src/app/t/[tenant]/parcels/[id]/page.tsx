import { ParcelPage } from "@/modules/parcels/parcel-page.tsx";
import { type RecordParams, readRecordParams } from "@/navigation/params.ts";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("parcels.single");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRecordParams(params);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.parcels.byId.queryOptions({ id })),
        client.prefetchQuery(trpc.parcels.timeline.queryOptions({ id })),
        client.prefetchQuery(trpc.tags.list.queryOptions()),
      ]}
    >
      <ParcelPage id={id} />
    </Prefetch>
  );
}
