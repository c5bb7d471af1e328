import type { Metadata } from "next";
import Link from "next/link";
import { ownPath, signInPath } from "@/lib/own-path.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { SignUpForm } from "@/platform/auth/account-forms.tsx";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { settings } from "@/server/settings.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: { searchParams: SearchParams }) {
  const { next, email = "" } = await readParams(searchParams);
  return (
    <AuthFrame
      title="Create an account"
      intro="One account for all the organisations that you work in."
      footer={
        <>
          You have one?{" "}
          <Link href={signInPath({ next: ownPath(next) })} className={linkLook}>
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm outbox={settings().MAIL_OUTBOX} next={ownPath(next)} email={email} />
    </AuthFrame>
  );
}
