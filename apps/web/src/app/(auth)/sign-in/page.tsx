import { CheckIcon } from "lucide-react";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/surface.tsx";
import { ownPath } from "@/navigation/own-path.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { SignInForm } from "@/platform/auth/sign-in-form.tsx";
import { api } from "@/server/api.ts";
import { pathAfterProvider } from "@/server/library-cookies.ts";
import { providerChoices } from "@/server/provider-choices.ts";
import { pageContext } from "@/server/request.ts";
import { settings } from "@/server/settings.ts";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("auth.signIn.title");

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { next: wanted, email = "", confirmed, error } = await readParams(searchParams);
  // After a refusal by a provider, the query has no path to continue to.
  const next = wanted ?? (error ? await pathAfterProvider() : undefined);
  const session = await api().sessionOf(await pageContext(null));
  if (session) redirect(ownPath(next));
  return (
    <AuthFrame
      title={t("signIn.title")}
      footer={t.rich("signIn.toSignUp", {
        link: (label) => (
          <Link href={`/sign-up?next=${encodeURIComponent(ownPath(next))}`} className={linkClasses}>
            {label}
          </Link>
        ),
      })}
    >
      {confirmed && (
        <Notice variant="success" icon={<CheckIcon aria-hidden />}>
          {t("signIn.confirmed")}
        </Notice>
      )}
      <SignInForm
        outbox={settings().MAIL_OUTBOX}
        next={ownPath(next)}
        email={email}
        providers={providerChoices()}
        error={error}
      />
    </AuthFrame>
  );
}
