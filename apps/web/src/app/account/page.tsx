import { ArrowLeftIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Page } from "@/components/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ProfileForm, Sessions } from "@/modules/users/account.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { Prefetch, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const user = await requireUser("/account");
  return (
    <main className="mx-auto max-w-3xl">
      <Page
        title="Your account"
        actions={
          <Button asChild>
            <Link href="/">
              <ArrowLeftIcon /> Back to the desk
            </Link>
          </Button>
        }
      >
        <Trpc>
          <Prefetch tenant={null} read={(trpc, client) => [client.prefetchQuery(trpc.users.sessions.queryOptions())]}>
            <ProfileForm name={user.name} email={user.email} />
            <Sessions />
          </Prefetch>
        </Trpc>
      </Page>
    </main>
  );
}
