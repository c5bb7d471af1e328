import { getTranslations } from "next-intl/server";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame } from "@/platform/auth/auth-frame.tsx";
import { ResetPasswordForm } from "@/platform/auth/reset-password-form.tsx";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export const generateMetadata = titled("auth.reset.title");

export default async function ResetPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame title={t("reset.title")} intro={t("reset.intro")}>
      <Trpc>
        <ResetPasswordForm token={token} />
      </Trpc>
    </AuthFrame>
  );
}
