import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { ownPath } from "@/navigation/own-path.ts";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { AuthFrame, linkClasses } from "@/platform/auth/auth-frame.tsx";
import { InvalidLink } from "@/platform/auth/invalid-link.tsx";
import { SignInLink } from "@/platform/auth/sign-in-link.tsx";
import { api } from "@/server/api.ts";
import { titled } from "@/texts/texts.tsx";
import { caller } from "@/trpc/server.tsx";

export const generateMetadata = titled("auth.link.title");

export default async function SignInLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { token = "" } = await readParams(searchParams);
  const pending = await (await caller()).auth
    .pendingSignIn({ token })
    .catch((error) => api().issuesOf(error)[0]?.message ?? t("link.incomplete"));
  const other = (
    <Link href="/sign-in" className={linkClasses}>
      {t("link.another")}
    </Link>
  );
  if (typeof pending === "string") {
    return (
      <AuthFrame title={t("link.invalid")} footer={other}>
        <InvalidLink>{pending}</InvalidLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title={t("signIn.title")}
      intro={t.rich("link.person", {
        email: pending.email,
        strong: (text) => <strong className="break-all">{text}</strong>,
      })}
      footer={other}
    >
      <SignInLink token={token} next={ownPath(pending.next ?? undefined)} />
    </AuthFrame>
  );
}
