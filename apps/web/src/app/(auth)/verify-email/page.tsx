import type { Metadata } from "next";
import Link from "next/link";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { DeadLink, VerifyEmailForm } from "@/platform/auth/account-forms.tsx";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { api } from "@/server/api.ts";
import { caller } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Confirm your address" };

export default async function VerifyEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const { token = "" } = await readParams(searchParams);
  const pending = await (await caller()).auth
    .pendingSignUp({ token })
    .catch((error) => api().issuesOf(error)[0]?.message ?? "This link is not whole.");
  if (typeof pending === "string") {
    const again = (
      <Link href="/sign-up" className={linkLook}>
        Sign up again
      </Link>
    );
    return (
      <AuthFrame title="This link does not work" footer={again}>
        <DeadLink>{pending}</DeadLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Confirm your address" intro="Choose a password, and your account is ready.">
      <VerifyEmailForm token={token} {...pending} />
    </AuthFrame>
  );
}
