import type { Metadata } from "next";
import { EmailPanel, ProfilePanel } from "@/platform/account/profile.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const { name } = await requireUser();
  return (
    <Prefetch tenant={null} read={(trpc, client) => [client.prefetchQuery(trpc.account.overview.queryOptions())]}>
      <ProfilePanel name={name} />
      <EmailPanel />
    </Prefetch>
  );
}
