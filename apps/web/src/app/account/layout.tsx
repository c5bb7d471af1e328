import { ArrowLeftIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SignOutButton } from "@/platform/auth/sign-out-button.tsx";
import { KeepLanguage } from "@/texts/keep-language.tsx";
import { Texts } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { currentSession } from "@/trpc/server.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const title = (await getTranslations("account"))("title");
  return { title: { default: title, template: `%s · ${title} · Waybill` } };
}

/** The frame of the account pages. Each page requires a signed-in user itself. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const [t, session] = await Promise.all([getTranslations("account"), currentSession()]);
  const tabs = [
    { label: t("tabs.profile"), href: "/account" },
    { label: t("tabs.security"), href: "/account/security" },
    { label: t("tabs.sessions"), href: "/account/sessions" },
    { label: t("tabs.activity"), href: "/account/activity" },
  ];
  return (
    <Texts of={["account", "auth"]}>
      <KeepLanguage language={session?.user.language ?? null} />
      <main className="mx-auto max-w-3xl">
        <Page
          title={t("title")}
          actions={
            <>
              <Button asChild>
                <Link href="/">
                  <ArrowLeftIcon /> {t("back")}
                </Link>
              </Button>
              <SignOutButton />
            </>
          }
        >
          <Tabs label={t("title")} tabs={tabs} />
          <Trpc>{children}</Trpc>
        </Page>
      </main>
    </Texts>
  );
}
