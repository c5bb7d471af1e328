import { ClockIcon } from "lucide-react";
import { headers } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/surface.tsx";
import { ownPath, signInPath } from "@/navigation/own-path.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { SecondFactorForm } from "@/platform/auth/second-factor-form.tsx";
import { api } from "@/server/api.ts";
import { pageContext } from "@/server/request.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";
import { titled } from "@/texts/texts.tsx";

export const generateMetadata = titled("auth.secondFactor.title");

export default async function SecondFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { next } = await readParams(searchParams);
  const choices = await api().secondFactorChoices(await pageContext(null), ticketOf(await headers()));
  const again = (
    <Link href={signInPath({ next: ownPath(next) })} className={linkClasses}>
      {t("signIn.again")}
    </Link>
  );
  if (!choices) {
    return (
      <AuthFrame title={t("secondFactor.heading")} footer={again}>
        <Notice variant="warning" icon={<ClockIcon aria-hidden />}>
          {t("secondFactor.expired")}
        </Notice>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t("secondFactor.heading")} intro={t("secondFactor.intro")} footer={again}>
      <SecondFactorForm next={ownPath(next)} choices={choices} />
    </AuthFrame>
  );
}
