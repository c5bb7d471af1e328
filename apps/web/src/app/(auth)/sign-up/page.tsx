import { settings } from "@waybill/config";
import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import { SignUpForm } from "@/modules/auth/account-forms.tsx";
import { AuthFrame, linkLook } from "@/modules/auth/frame.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage() {
  await connection();
  return (
    <AuthFrame
      title="Create an account"
      intro="One account for all the organisations that you work in."
      footer={
        <>
          You have one?{" "}
          <Link href="/sign-in" className={linkLook}>
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm outbox={settings().MAIL_OUTBOX} />
    </AuthFrame>
  );
}
