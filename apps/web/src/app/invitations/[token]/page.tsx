import { CircleAlertIcon } from "lucide-react";
import type { Metadata } from "next";
import { Notice } from "@/components/ui/surface.tsx";
import { AuthFrame } from "@/platform/auth/frame.tsx";
import { SignedInAs } from "@/platform/auth/sign-out-button.tsx";
import { AcceptInvitation } from "@/platform/tenants/accept-invitation.tsx";
import { api } from "@/server/api.ts";
import { Trpc } from "@/trpc/client.tsx";
import { caller, requireUser } from "@/trpc/server.tsx";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const user = await requireUser();
  const offer = await (await caller()).tenants
    .invitation({ token })
    .catch((error) => api().issuesOf(error)[0]?.message ?? "This link is not whole.");
  if (typeof offer === "string") {
    return (
      <AuthFrame title="This invitation does not work" footer={<SignedInAs email={user.email} />}>
        <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />}>
          {offer} Ask the person who invited you for a new one.
        </Notice>
      </AuthFrame>
    );
  }
  const { tenant, role, forYou } = offer;
  return (
    <AuthFrame
      title={`Join ${tenant}`}
      intro={`You are invited to work there, as ${role}.`}
      footer={<SignedInAs email={user.email} />}
    >
      {forYou ? (
        <Trpc>
          <AcceptInvitation token={token} tenant={tenant} />
        </Trpc>
      ) : (
        <Notice kind="warning" icon={<CircleAlertIcon aria-hidden />}>
          This invitation was sent to another address. Sign in with the address that got the mail.
        </Notice>
      )}
    </AuthFrame>
  );
}
