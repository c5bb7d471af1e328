import { getTranslations } from "next-intl/server";
import { readParams, type SearchParams } from "@/navigation/params.ts";
import { UndoEmail } from "@/platform/account/email-links.tsx";
import { AuthFrame } from "@/platform/auth/auth-frame.tsx";
import { titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";

export const generateMetadata = titled("auth.recovery.title");

export default async function UndoEmailPage({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations("auth");
  const { token = "" } = await readParams(searchParams);
  return (
    <AuthFrame title={t("recovery.title")} intro={t("recovery.intro")}>
      <Trpc>
        <UndoEmail token={token} />
      </Trpc>
    </AuthFrame>
  );
}
