import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { InvalidLink } from "@/platform/auth/invalid-link.tsx";
import { VerifyEmailForm } from "@/platform/auth/verify-email-form.tsx";
import { api } from "@/server/api.ts";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { caller } from "@/trpc/server.tsx";

export const generateMetadata = titled("auth.confirmation.title");

export default async function VerifyEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { token = "" } = await readParams(searchParams);
  const pending = await (await caller()).auth
    .pendingSignUp({ token })
    .catch((error) => api().issuesOf(error)[0]?.message ?? t("link.incomplete"));
  if (typeof pending === "string") {
    const again = (
      <Link href="/sign-up" className={linkClasses}>
        {t("signUp.again")}
      </Link>
    );
    return (
      <AuthFrame title={t("link.invalid")} footer={again}>
        <InvalidLink>{pending}</InvalidLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t("confirmation.title")} intro={t("confirmation.intro")}>
      <Trpc>
        <VerifyEmailForm token={token} {...pending} />
      </Trpc>
    </AuthFrame>
  );
}
