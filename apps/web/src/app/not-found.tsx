import { SearchXIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { nothingHere } from "@/lib/nothing-here.ts";
import { signInPath } from "@/lib/own-path.ts";
import { pageAddress } from "@/server/request.ts";
import { caller, currentUser } from "@/trpc/server.tsx";

export const metadata = nothingHere;

/** How many organisations are offered. */
const most = 5;

/** What does not exist, and what may not be seen: the same page, which leads on to what the person has. */
export default async function NotFound() {
  const user = await currentUser();
  if (!user) {
    return (
      <Nothing action={{ label: "Sign in", href: signInPath({ next: await pageAddress() }) }}>
        This page does not exist, or is for people who are signed in.
      </Nothing>
    );
  }
  const { items } = await (await caller()).tenants.list();
  return (
    <Nothing action={{ label: "To the start", href: "/" }}>
      <p className="wrap-anywhere">
        This page does not exist, or you do not belong to its organisation. You are signed in as {user.email}.
      </p>
      {items.length > 0 && (
        <ul aria-label="Your organisations" className="mt-3 flex flex-col gap-1">
          {items.slice(0, most).map(({ slug, name }) => (
            <li key={slug}>
              <Link
                href={`/t/${slug}`}
                className="wrap-anywhere rounded font-medium text-accent underline underline-offset-4"
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Nothing>
  );
}

function Nothing({ action, children }: { action: { label: string; href: string }; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<SearchXIcon />}
        title="Not found"
        actions={
          <Button asChild variant="primary">
            <Link href={action.href}>{action.label}</Link>
          </Button>
        }
      >
        {children}
      </EmptyState>
    </main>
  );
}
