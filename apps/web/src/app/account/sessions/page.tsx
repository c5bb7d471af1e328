import type { Metadata } from "next";
import { Sessions } from "@/platform/account/sessions.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage() {
  await requireUser();
  return (
    <Prefetch tenant={null} read={(trpc, client) => [client.prefetchQuery(trpc.users.sessions.queryOptions())]}>
      <Sessions />
    </Prefetch>
  );
}
