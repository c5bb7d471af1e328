import { webModules } from "@/manifests/registry.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { Dashboard } from "@/platform/dashboard/dashboard.tsx";
import { titled } from "@/texts/texts.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const generateMetadata = titled("dashboard.title");

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ tenant: string }>;
  searchParams: SearchParams;
}) {
  const { tenant } = await params;
  const url = await readParams(searchParams);
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) =>
        webModules.flatMap(({ dashboard }) => dashboard?.cards.flatMap(({ read }) => read(url, trpc, client)) ?? [])
      }
    >
      <Dashboard />
    </Prefetch>
  );
}
