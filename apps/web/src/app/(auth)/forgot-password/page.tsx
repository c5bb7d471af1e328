import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ownPath, signInPath } from "@/navigation/own-path.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { ForgotPasswordForm } from "@/platform/auth/forgot-password-form.tsx";
import { settings } from "@/server/settings.ts";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export const generateMetadata = titled("auth.forgotten.title");

export default async function ForgotPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const next = ownPath((await readParams(searchParams)).next);
  return (
    <AuthFrame
      title={t("forgotten.title")}
      intro={t("forgotten.intro")}
      footer={
        <Link href={signInPath({ next })} className={linkClasses}>
          {t("signIn.back")}
        </Link>
      }
    >
      <Trpc>
        <ForgotPasswordForm outbox={settings().MAIL_OUTBOX} next={next} />
      </Trpc>
    </AuthFrame>
  );
}
