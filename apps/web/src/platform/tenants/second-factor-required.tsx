"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldAlertIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "@/components/message.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { SignOutButton } from "@/platform/auth/sign-out-button.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { proveIdentity } from "@/trpc/confirmation.ts";
import { useTenantInfo } from "@/trpc/use-access.ts";

const setUpPath = (slug?: string) => `/account/security${slug ? `?for=${encodeURIComponent(slug)}` : ""}`;

/**
 * The page for people without a required second factor.
 *
 * @param by the organisation that requires it; null if the installation does.
 * @param slug the organisation to return to.
 */
export function SecondFactorRequired({ by, slug }: { by: string | null; slug?: string }) {
  const t = useTranslations("tenants.secondFactor");
  const { data } = useQuery(useTRPC().account.confirmationMethods.queryOptions());
  const [failed, setFailed] = useState(false);
  const has = data?.app || data?.passkey;
  const confirm = async () => {
    if (await proveIdentity({ secondFactor: true })) window.location.reload();
    else setFailed(true);
  };
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center">
      <EmptyState
        icon={<ShieldAlertIcon />}
        title={by ? t("tenantRequires", { tenant: by }) : t("everyone")}
        actions={
          <>
            {has ? (
              <Button variant="primary" onClick={confirm}>
                {t("confirm")}
              </Button>
            ) : (
              <Button variant="primary" asChild>
                <Link href={setUpPath(slug)}>{t("setUp")}</Link>
              </Button>
            )}
            <Button asChild>
              <Link href="/account">{t("account")}</Link>
            </Button>
            <SignOutButton />
          </>
        }
      >
        {t(has ? "unproved" : "missing")}
        {failed && <p className="mt-2">{t("failed")}</p>}
      </EmptyState>
    </main>
  );
}

/** Tells members without a second factor from which date on they need one. */
export function SecondFactorBanner() {
  const { name, slug, secondFactor } = useTenantInfo();
  const { requiredFrom, everywhere, proved } = secondFactor;
  if (!requiredFrom || proved) return null;
  return <NeedsSecondFactor by={everywhere ? null : name} from={requiredFrom} slug={slug} />;
}

/**
 * @param by the organisation that requires one; null if the installation does.
 * @param from an ISO date.
 * @param slug the organisation to return to.
 */
export function NeedsSecondFactor({ by = null, from, slug }: { by?: string | null; from: string; slug?: string }) {
  const t = useTranslations("tenants.secondFactor");
  const { formatDate } = useFormats();
  const date = formatDate(from);
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-warning/40 border-b bg-warning-soft px-4 py-2 text-warning sm:px-6">
      <ShieldAlertIcon aria-hidden className="size-4 shrink-0" />
      <span className="flex-1">
        {by ? t("tenantRequiresFrom", { tenant: by, date }) : t("everyoneRequiresFrom", { date })}
      </span>
      <Link href={setUpPath(slug)} className="rounded font-medium underline underline-offset-4">
        {t("setUp")}
      </Link>
    </p>
  );
}
