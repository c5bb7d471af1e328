import type { Metadata } from "next";
import Link from "next/link";
import { ownPath } from "@/lib/own-path.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { DeadLink, SignInLinkForm } from "@/platform/auth/account-forms.tsx";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { api } from "@/server/api.ts";
import { caller } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Sign in by a link" };

export default async function SignInLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const { token = "" } = await readParams(searchParams);
  const pending = await (await caller()).auth
    .pendingSignIn({ token })
    .catch((error) => api().issuesOf(error)[0]?.message ?? "This link is not whole.");
  const other = (
    <Link href="/sign-in" className={linkLook}>
      Sign in another way
    </Link>
  );
  if (typeof pending === "string") {
    return (
      <AuthFrame title="This link does not work" footer={other}>
        <DeadLink>{pending}</DeadLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Sign in"
      intro={
        <>
          as <strong className="break-all">{pending.email}</strong>
        </>
      }
      footer={other}
    >
      <SignInLinkForm token={token} next={ownPath(pending.next ?? undefined)} />
    </AuthFrame>
  );
}
