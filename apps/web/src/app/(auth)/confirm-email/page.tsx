import { getTranslations } from "next-intl/server";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { ConfirmEmail } from "@/platform/account/email-links.tsx";
import { AuthFrame } from "@/platform/auth/auth-frame.tsx";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export const generateMetadata = titled("auth.newEmail.title");

export default async function ConfirmEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame title={t("newEmail.title")} intro={t("newEmail.intro")}>
      <Trpc>
        <ConfirmEmail token={token} />
      </Trpc>
    </AuthFrame>
  );
}
