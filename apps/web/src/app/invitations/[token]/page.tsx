import { roles } from "@waybill/validators";
import { CircleAlertIcon } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/surface.tsx";
import { AuthFrame } from "@/platform/auth/auth-frame.tsx";
import { SignedInAs } from "@/platform/auth/sign-out-button.tsx";
import { AcceptInvitation } from "@/platform/tenants/accept-invitation.tsx";
import { api } from "@/server/api.ts";
import { apiTexts, titled } from "@/texts/texts.tsx";
import { Trpc } from "@/trpc/client.tsx";
import { caller, requireUser } from "@/trpc/server.tsx";

export const generateMetadata = titled("tenants.invitation.title");

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const t = await getTranslations();
  const apiText = await apiTexts(["tenants"]);
  const { token } = await params;
  const user = await requireUser();
  const offer = await (await caller()).tenants
    .invitation({ token })
    .catch((error) => api().issuesOf(error)[0]?.message ?? t("auth.link.incomplete"));
  if (typeof offer === "string") {
    return (
      <AuthFrame title={t("tenants.invitation.invalid")} footer={<SignedInAs email={user.email} />}>
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />}>
          {apiText(offer)}
        </Notice>
      </AuthFrame>
    );
  }
  const { tenant, role, forYou } = offer;
  const builtIn = roles.find((each) => each === role);
  return (
    <AuthFrame
      title={t("tenants.invitation.join", { tenant })}
      intro={t("tenants.invitation.intro", { role: builtIn ? t(`tenants.roles.${builtIn}`) : role })}
      footer={<SignedInAs email={user.email} />}
    >
      {forYou ? (
        <Trpc>
          <AcceptInvitation token={token} tenant={tenant} />
        </Trpc>
      ) : (
        <Notice variant="warning" icon={<CircleAlertIcon aria-hidden />}>
          {t("tenants.invitation.notYours")}
        </Notice>
      )}
    </AuthFrame>
  );
}
