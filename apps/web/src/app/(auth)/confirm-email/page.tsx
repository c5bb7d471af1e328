import type { Metadata } from "next";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { ConfirmEmail } from "@/platform/account/email-links.tsx";
import { AuthFrame } from "@/platform/auth/frame.tsx";

export const metadata: Metadata = { title: "Confirm your new address" };

export default async function ConfirmEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame title="Confirm your new address" intro="Then you sign in with it, and with the old one no more.">
      <ConfirmEmail token={token} />
    </AuthFrame>
  );
}
