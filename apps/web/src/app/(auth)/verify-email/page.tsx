import type { Metadata } from "next";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { VerifyEmail } from "@/modules/auth/account-forms.tsx";
import { AuthFrame } from "@/modules/auth/frame.tsx";

export const metadata: Metadata = { title: "Confirm your address" };

export default async function VerifyEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame title="Confirm your address" intro="One click, and your account is ready.">
      <VerifyEmail token={token} />
    </AuthFrame>
  );
}
