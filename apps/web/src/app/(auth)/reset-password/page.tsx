import type { Metadata } from "next";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { ResetPasswordForm } from "@/platform/auth/account-forms.tsx";
import { AuthFrame } from "@/platform/auth/frame.tsx";

export const metadata: Metadata = { title: "Set a new password" };

export default async function ResetPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame title="Set a new password" intro="It ends every session of your account, also this one.">
      <ResetPasswordForm token={token} />
    </AuthFrame>
  );
}
