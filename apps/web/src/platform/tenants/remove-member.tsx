import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { useAction } from "@/trpc/use-action.ts";
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
    <ConfirmAction
      title={self ? t("leaveTitle", { tenant }) : t("removeTitle", { name: member.name })}
      about={t(self ? "leaveAbout" : "removeAbout")}
      keep={t(self ? "stay" : "keep")}
      action={t(self ? "leave" : "remove")}
      disabled={remove.pending || leave.pending}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
