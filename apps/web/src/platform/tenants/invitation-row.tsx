import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { useRoleName } from "./use-role-name.ts";

type Invitation = RouterOutputs["tenants"]["members"]["invitations"][number];

/** An open invitation: its dates, and buttons to resend or withdraw it. */
export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, sentAt, undelivered, expiresAt, expired, senderMayInvite } = invitation;
  const t = useTranslations("tenants.invitations");
  const apiText = useApiText();
  const roleName = useRoleName();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const resend = useAction(trpc.tenants.resendInvitation.mutationOptions(), t("resent", { email }));
  const withdraw = useAction(trpc.tenants.withdrawInvitation.mutationOptions(), t("withdrawn"));
  const after = (run: typeof withdraw.run) => async () => {
    await run({ invitationId: id });
    await invalidateEntity(queryClient, "invitation");
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="min-w-0 truncate">{email}</span>
          {expired && <Badge variant="warning">{t("expired")}</Badge>}
          {!expired && !senderMayInvite && <Badge variant="danger">{t("notValid")}</Badge>}
          {undelivered && <Badge variant="danger">{t("notDelivered")}</Badge>}
        </p>
        <p className="text-ink-faint text-meta">
          {t.rich(expired ? "over" : "open", {
            role: roleName(role),
            sent: () => <RelativeTime at={sentAt} />,
            expiry: () => <RelativeTime at={expiresAt} />,
          })}
        </p>
        {!senderMayInvite && <p className="text-ink-faint text-meta">{t("unbacked")}</p>}
        {undelivered && <p className="text-danger text-meta">{t("undelivered", { reason: apiText(undelivered) })}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <GuardedButton
          permission="tenants.manageMembers"
          size="sm"
          aria-label={t("resendTo", { email })}
          disabled={resend.pending}
          onClick={after(resend.run)}
        >
          {t("resend")}
        </GuardedButton>
        <GuardedButton
          permission="tenants.manageMembers"
          size="sm"
          variant="ghost"
          aria-label={t("withdrawOf", { email })}
          disabled={withdraw.pending}
          onClick={after(withdraw.run)}
        >
          {t("withdraw")}
        </GuardedButton>
      </div>
    </li>
  );
}
