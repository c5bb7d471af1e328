import { CheckIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Notice } from "@/components/ui/surface.tsx";
import { ownPath } from "@/lib/own-path.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { SignInForm } from "@/platform/auth/sign-in-form.tsx";
import { api } from "@/server/api.ts";
import { providerChoices, wayOfProvider } from "@/server/auth.ts";
import { pageContext } from "@/server/request.ts";
import { settings } from "@/server/settings.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const { next: wanted, email = "", confirmed, error } = await readParams(searchParams);
  // What a provider refuses comes back without the way on.
  const next = wanted ?? (error ? await wayOfProvider() : undefined);
  const session = await api().sessionOf(await pageContext(null));
  if (session) redirect(ownPath(next));
  return (
    <AuthFrame
      title="Sign in"
      footer={
        <>
          New here?{" "}
          <Link href={`/sign-up?next=${encodeURIComponent(ownPath(next))}`} className={linkLook}>
            Create an account
          </Link>
        </>
      }
    >
      {confirmed && (
        <Notice kind="success" icon={<CheckIcon aria-hidden />}>
          Your address is confirmed. Sign in to begin.
        </Notice>
      )}
      <SignInForm
        outbox={settings().MAIL_OUTBOX}
        next={ownPath(next)}
        email={email}
        providers={providerChoices()}
        error={error}
      />
    </AuthFrame>
  );
}
