import { ArrowLeftIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SignOutButton } from "@/platform/auth/sign-out-button.tsx";
import { Texts } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export const metadata: Metadata = { title: { default: "Your account", template: "%s · Your account · Waybill" } };

const tabs = [
  { label: "Profile", href: "/account" },
  { label: "Security", href: "/account/security" },
  { label: "Sessions", href: "/account/sessions" },
  { label: "Events", href: "/account/events" },
];

/** The frame of the pages of a person's own account. Each page asks for itself who is signed in. */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <Texts of={["account", "auth"]}>
      <main className="mx-auto max-w-3xl">
        <Page
          title="Your account"
          actions={
            <>
              <Button asChild>
                <Link href="/">
                  <ArrowLeftIcon /> Back to the desk
                </Link>
              </Button>
              <SignOutButton />
            </>
          }
        >
          <Tabs label="Your account" tabs={tabs} />
          <Trpc>{children}</Trpc>
        </Page>
      </main>
    </Texts>
  );
}
