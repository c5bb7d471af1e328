import { byCursor } from "@/lists/cursor.ts";
import { AccountActivity } from "@/platform/account/activity.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("account.tabs.activity");

export default async function AccountActivityPage() {
  const { name } = await requireUser();
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [client.prefetchInfiniteQuery(trpc.account.activity.infiniteQueryOptions({}, byCursor))]}
    >
      <AccountActivity name={name} />
    </Prefetch>
  );
}
