import { Sessions } from "@/platform/account/sessions.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("account.tabs.sessions");

export default async function SessionsPage() {
  await requireUser();
  return (
    <Prefetch tenant={null} read={(trpc, client) => [client.prefetchQuery(trpc.users.sessions.queryOptions())]}>
      <Sessions />
    </Prefetch>
  );
}
