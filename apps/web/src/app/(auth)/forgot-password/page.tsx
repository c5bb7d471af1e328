import { settings } from "@waybill/config";
import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import { ForgotPasswordForm } from "@/modules/auth/account-forms.tsx";
import { AuthFrame, linkLook } from "@/modules/auth/frame.tsx";

export const metadata: Metadata = { title: "Forgot your password?" };

export default async function ForgotPasswordPage() {
  await connection();
  return (
    <AuthFrame
      title="Forgot your password?"
      intro="We mail you a link that sets a new one."
      footer={
        <Link href="/sign-in" className={linkLook}>
          Back to the sign-in
        </Link>
      }
    >
      <ForgotPasswordForm outbox={settings().MAIL_OUTBOX} />
    </AuthFrame>
  );
}
