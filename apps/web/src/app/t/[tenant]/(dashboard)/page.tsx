import type { Metadata } from "next";
import { webModules } from "@/lib/registry.ts";
import { Dashboard } from "@/platform/dashboard/dashboard.tsx";
import { Prefetch } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Dashboard" };

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  return (
    <Prefetch
      tenant={tenant}
      read={(trpc, client) =>
        webModules.flatMap(({ dashboard }) => dashboard?.cards.flatMap(({ read }) => read(trpc, client)) ?? [])
      }
    >
      <Dashboard />
    </Prefetch>
  );
}
