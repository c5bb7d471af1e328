import type { Metadata } from "next";
import { byCursor } from "@/lib/cursor.ts";
import { AccountEvents } from "@/platform/account/events.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Events" };

export default async function AccountEventsPage() {
  await requireUser();
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [client.prefetchInfiniteQuery(trpc.account.events.infiniteQueryOptions({}, byCursor))]}
    >
      <AccountEvents />
    </Prefetch>
  );
}
