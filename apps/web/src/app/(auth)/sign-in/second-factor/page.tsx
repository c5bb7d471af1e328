import { ClockIcon } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { Notice } from "@/components/ui/surface.tsx";
import { ownPath, signInPath } from "@/lib/own-path.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { SecondFactorForm } from "@/platform/auth/second-factor-form.tsx";
import { api } from "@/server/api.ts";
import { pageContext } from "@/server/request.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";

export const metadata: Metadata = { title: "Second factor" };

export default async function SecondFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const { next } = await readParams(searchParams);
  const choices = await api().secondFactorChoices(await pageContext(null), ticketOf(await headers()));
  const again = (
    <Link href={signInPath({ next: ownPath(next) })} className={linkLook}>
      Sign in again
    </Link>
  );
  if (!choices) {
    return (
      <AuthFrame title="Confirm that it is you" footer={again}>
        <Notice kind="warning" icon={<ClockIcon aria-hidden />}>
          This sign-in took too long, or was tried too often. Begin again.
        </Notice>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Confirm that it is you" intro="Your account is protected by a second factor." footer={again}>
      <SecondFactorForm next={ownPath(next)} choices={choices} />
    </AuthFrame>
  );
}
