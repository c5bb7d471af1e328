import { ArrowLeftIcon, GaugeIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Page } from "@/components/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { OperatorDesk } from "@/modules/operator/operator-desk.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Operator's desk" };

export default async function OperatorPage() {
  const user = await requireUser("/operator");
  if (!user.superuser) notFound();
  return (
    <main className="mx-auto max-w-3xl">
      <Page
        title="Operator's desk"
        actions={
          <>
            <Button asChild>
              <Link href="/">
                <ArrowLeftIcon /> Back
              </Link>
            </Button>
            <Button asChild variant="primary">
              <a href="/operator/queues">
                <GaugeIcon /> Queues
              </a>
            </Button>
          </>
        }
      >
        <Trpc>
          <Prefetch
            tenant={null}
            read={(trpc, client) => [
              client.prefetchQuery(trpc.support.current.queryOptions()),
              client.prefetchQuery(trpc.support.tenants.queryOptions({ search: "" })),
            ]}
          >
            <OperatorDesk />
          </Prefetch>
        </Trpc>
      </Page>
    </main>
  );
}
