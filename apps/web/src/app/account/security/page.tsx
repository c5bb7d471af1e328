import { readParams, type SearchParams } from "@/navigation/params.ts";
import { Factors } from "@/platform/account/factors.tsx";
import { PasswordPanel } from "@/platform/account/password.tsx";
import { RequiredFor } from "@/platform/account/required-for.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("account.tabs.security");

export default async function SecurityPage({ searchParams }: { searchParams: SearchParams }) {
  const { for: slug } = await readParams(searchParams);
  await requireUser();
  return (
    <Prefetch
      tenant={null}
      read={(trpc, client) => [
        client.prefetchQuery(trpc.account.overview.queryOptions()),
        client.prefetchQuery(trpc.factors.list.queryOptions()),
      ]}
    >
      {slug && <RequiredFor slug={slug} />}
      <PasswordPanel />
      <Factors />
    </Prefetch>
  );
}
