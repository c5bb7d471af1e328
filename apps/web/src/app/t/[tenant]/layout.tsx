import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { LiveUpdates } from "@/live/live.tsx";
import { notFoundMetadata } from "@/navigation/not-found-metadata.ts";
import { navigation } from "@/platform/shell/navigation.ts";
import { Shell } from "@/platform/shell/shell.tsx";
import { SecondFactorRequired } from "@/platform/tenants/second-factor-required.tsx";
import { api } from "@/server/api.ts";
import { deskPhrases, deskTexts } from "@/texts/catalogue.ts";
import { KeepLanguage } from "@/texts/keep-language.tsx";
import { Texts } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { caller, isRefusal, Prefetch, redirectToSignIn, requireUser } from "@/trpc/server.tsx";

interface Props {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}

/**
 * The tenant in the URL; null if it is unknown or the person is not a member. Of a tenant that
 * requires a second factor which the person has not proved, only the name is known.
 */
async function currentTenant(slug: string): Promise<{ name: string; shut: "tenant" | "installation" | null } | null> {
  try {
    return { name: (await (await caller(slug)).tenants.current()).name, shut: null };
  } catch (error) {
    const required = api()
      .issuesOf(error)
      .find(({ code }) => code === "second_factor_required");
    if (required) {
      const { tenant, by } = required.params ?? {};
      return { name: String(tenant), shut: by === "installation" ? by : "tenant" };
    }
    if (!isRefusal(error)) throw error;
    // The session may have ended since it was checked.
    return error.code === "UNAUTHORIZED" ? redirectToSignIn() : null;
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { tenant } = await params;
  await requireUser();
  const current = await currentTenant(tenant);
  return current ? { title: { default: current.name, template: `%s · ${current.name}` } } : notFoundMetadata();
}

export default async function TenantLayout({ params, children }: Props) {
  const { tenant } = await params;
  const user = await requireUser();
  const current = await currentTenant(tenant);
  if (!current) notFound();
  if (current.shut) {
    return (
      <Texts of={["auth", "tenants"]}>
        <Trpc>
          <SecondFactorRequired by={current.shut === "tenant" ? current.name : null} slug={tenant} />
        </Trpc>
      </Texts>
    );
  }
  return (
    <Texts of={deskTexts} phrasesOf={deskPhrases}>
      <NuqsAdapter>
        <Trpc tenant={tenant}>
          <Prefetch
            tenant={tenant}
            read={(trpc, client) => [
              client.prefetchQuery(trpc.tenants.current.queryOptions()),
              client.prefetchQuery(trpc.tenants.list.queryOptions()),
              client.prefetchQuery(trpc.views.list.queryOptions()),
              ...navigation.flatMap(({ entries }) => entries.flatMap(({ count }) => count?.read(trpc, client) ?? [])),
            ]}
          >
            <KeepLanguage language={user.language} />
            <LiveUpdates key={tenant} userId={user.id}>
              <Shell user={{ name: user.name, email: user.email, operator: user.operator }}>{children}</Shell>
            </LiveUpdates>
          </Prefetch>
        </Trpc>
      </NuqsAdapter>
    </Texts>
  );
}
