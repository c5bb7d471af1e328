"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldAlertIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useTenantInfo } from "@/lib/access.tsx";
import { useFormats } from "@/lib/use-formats.ts";
import { SignOutButton } from "@/platform/auth/sign-out-button.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { proveIdentity } from "@/trpc/confirmation.ts";

const everybody = "Everybody needs a second factor";

const setUpPath = (slug?: string) => `/account/security${slug ? `?for=${encodeURIComponent(slug)}` : ""}`;

/**
 * All that is shown to who has not proved a second factor that is required.
 *
 * @param by the organisation that requires it; null where everybody needs one.
 * @param slug the organisation to come back to.
 */
export function SecondFactorRequired({ by, slug }: { by: string | null; slug?: string }) {
  const { data } = useQuery(useTRPC().account.waysToConfirm.queryOptions());
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
        title={by ? `${by} requires a second factor` : "Everybody needs a second factor here"}
        actions={
          <>
            {has ? (
              <Button variant="primary" onClick={confirm}>
                Confirm with your second factor
              </Button>
            ) : (
              <Button variant="primary" asChild>
                <Link href={setUpPath(slug)}>Set one up</Link>
              </Button>
            )}
            <Button asChild>
              <Link href="/account">Your account</Link>
            </Button>
            <SignOutButton />
          </>
        }
      >
        {has
          ? "You have one, and signed in here without it. Confirm with it to go on."
          : "Set up an authenticator app or a passkey. Then you are let in again; nothing was lost."}
        {failed && <p className="mt-2">It was not confirmed. Try again.</p>}
      </EmptyState>
    </main>
  );
}

/** Tells members from when on they need a second factor, while they have none. */
export function SecondFactorBanner() {
  const { name, slug, secondFactor } = useTenantInfo();
  const { requiredFrom, everywhere, proved } = secondFactor;
  if (!requiredFrom || proved) return null;
  return (
    <NeedsSecondFactor
      says={everywhere ? everybody : `${name} requires a second factor`}
      from={requiredFrom}
      slug={slug}
    />
  );
}

/** @param says who needs one. @param from an ISO date. @param slug the organisation to come back to. */
export function NeedsSecondFactor({ says = everybody, from, slug }: { says?: string; from: string; slug?: string }) {
  const { formatDate } = useFormats();
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-warning/40 border-b bg-warning-soft px-4 py-2 text-warning sm:px-6">
      <ShieldAlertIcon aria-hidden className="size-4 shrink-0" />
      <span className="flex-1">
        {says} from {formatDate(from)} on. Without one you are not let in then.
      </span>
      <Link href={setUpPath(slug)} className="rounded font-medium underline underline-offset-4">
        Set one up
      </Link>
    </p>
  );
}
