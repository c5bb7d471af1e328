import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ownPath, signInPath } from "@/navigation/own-path.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { SignUpForm } from "@/platform/auth/sign-up-form.tsx";
import { settings } from "@/server/settings.ts";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export const generateMetadata = titled("auth.signUp.title");

export default async function SignUpPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { next, email = "" } = await readParams(searchParams);
  return (
    <AuthFrame
      title={t("signUp.title")}
      intro={t("signUp.intro")}
      footer={t.rich("signUp.toSignIn", {
        link: (label) => (
          <Link href={signInPath({ next: ownPath(next) })} className={linkClasses}>
            {label}
          </Link>
        ),
      })}
    >
      <Trpc>
        <SignUpForm outbox={settings().MAIL_OUTBOX} next={ownPath(next)} email={email} />
      </Trpc>
    </AuthFrame>
  );
}
