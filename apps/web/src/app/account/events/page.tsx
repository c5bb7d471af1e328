import { byCursor } from "@/lib/cursor.ts";
import { AccountEvents } from "@/platform/account/events.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("account.tabs.events");

export default async function AccountEventsPage() {
  const { name } = await requireUser();
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [client.prefetchInfiniteQuery(trpc.account.events.infiniteQueryOptions({}, byCursor))]}
    >
      <AccountEvents name={name} />
    </Prefetch>
  );
}
