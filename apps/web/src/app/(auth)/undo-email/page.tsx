import type { Metadata } from "next";
import { readParams, type SearchParams } from "@/lib/params.ts";
import { UndoEmail } from "@/platform/account/email-links.tsx";
import { AuthFrame } from "@/platform/auth/frame.tsx";

export const metadata: Metadata = { title: "Take your account back" };

export default async function UndoEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame
      title="Take your account back"
      intro="Your account gets this address again. Every session of it ends, the password is removed, and so is what was added lately for signing in. You set a new password."
    >
      <UndoEmail token={token} />
    </AuthFrame>
  );
}
