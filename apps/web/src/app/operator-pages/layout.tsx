import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { SignedInAs } from "@/platform/auth/sign-out-button.tsx";
import { NeedsSecondFactor, SecondFactorRequired } from "@/platform/tenants/second-factor-required.tsx";
import { api } from "@/server/api.ts";
import { settings } from "@/server/settings.ts";
import { deskPhrases, deskTexts } from "@/texts/catalogue.ts";
import { Texts, text } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { currentSession } from "@/trpc/server.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const title = await text("operator.title");
  return { title: { default: title, template: `%s · ${title} · Waybill` } };
}

/** Includes the texts of the desk: the pages list jobs of every module. */
const operatorTexts = [...deskTexts, "operator"] as const;
const operatorPhrases = [...deskPhrases, "operator"] as const;

/** The operators' pages. The server routes no one else here. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const session = await currentSession();
  if (!session?.user.operator) notFound();
  const { user, provedSecondFactor } = session;
  const from = provedSecondFactor ? null : api().installationRequiredFrom(settings());
  if (from && from <= new Date()) {
    return (
      <Texts of={operatorTexts} phrasesOf={operatorPhrases}>
        <Trpc>
          <SecondFactorRequired by={null} />
        </Trpc>
      </Texts>
    );
  }
  return (
    <Texts of={operatorTexts} phrasesOf={operatorPhrases}>
      <NuqsAdapter>
        <Trpc>
          {from && <NeedsSecondFactor from={from.toISOString()} />}
          <header className="wrap-anywhere border-line border-b bg-surface px-4 py-2 text-right text-ink-soft sm:px-6">
            <SignedInAs email={user.email} />
          </header>
          {children}
        </Trpc>
      </NuqsAdapter>
    </Texts>
  );
}
