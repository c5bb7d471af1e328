import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useTenantInfo } from "@/lib/use-access.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import type { Member } from "./member.ts";

/** Confirms the removal of a member, or that the person leaves. */
export function RemoveMember({ member, self, onClose }: { member: Member; self: boolean; onClose: () => void }) {
  const t = useTranslations("tenants.members");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { name: tenant } = useTenantInfo();
  const remove = useAction(trpc.tenants.removeMember.mutationOptions(), t("removed", { name: member.name }));
  const leave = useAction(trpc.tenants.leave.mutationOptions(), t("left", { tenant }));
  const confirm = async () => {
    const done = self ? await leave.run() : await remove.run({ userId: member.userId });
    if (self && done) router.push("/");
    else await invalidateEntity(queryClient, "member");
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={self ? t("leaveTitle", { tenant }) : t("removeTitle", { name: member.name })}
      description={t(self ? "leaveAbout" : "removeAbout")}
    >
      <Actions>
        <Button onClick={onClose}>{t(self ? "stay" : "keep")}</Button>
        <Button variant="danger" disabled={remove.pending || leave.pending} onClick={confirm}>
          {t(self ? "leave" : "remove")}
        </Button>
      </Actions>
    </Dialog>
  );
}
