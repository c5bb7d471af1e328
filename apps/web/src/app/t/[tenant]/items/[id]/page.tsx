import { byCursor } from "@/lists/cursor.ts";
import { movementsInput } from "@/modules/items/item-list.ts";
import { ItemPage } from "@/modules/items/item-page.tsx";
import { type RecordParams, readRecordParams } from "@/navigation/params.ts";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("items.single");

export default async function Page({ params }: { params: RecordParams }) {
  const { tenant, id } = await readRecordParams(params);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.items.byId.queryOptions({ id })),
        client.prefetchInfiniteQuery(trpc.items.movements.infiniteQueryOptions(movementsInput(id), byCursor)),
        client.prefetchQuery(trpc.tags.list.queryOptions()),
      ]}
    >
      <ItemPage id={id} />
    </Prefetch>
  );
}
