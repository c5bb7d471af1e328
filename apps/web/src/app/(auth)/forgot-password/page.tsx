import type { Metadata } from "next";
import Link from "next/link";
import { ownPath, signInPath } from "@/lib/own-path.ts";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { ForgotPasswordForm } from "@/platform/auth/account-forms.tsx";
import { AuthFrame, linkLook } from "@/platform/auth/frame.tsx";
import { settings } from "@/server/settings.ts";

export const metadata: Metadata = { title: "Forgot your password?" };

export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const next = ownPath((await readParams(searchParams)).next);
  return (
    <AuthFrame
      title="Forgot your password?"
      intro="We mail you a link that sets a new one."
      footer={
        <Link href={signInPath({ next })} className={linkLook}>
          Back to the sign-in
        </Link>
      }
    >
      <ForgotPasswordForm outbox={settings().MAIL_OUTBOX} next={next} />
    </AuthFrame>
  );
}
