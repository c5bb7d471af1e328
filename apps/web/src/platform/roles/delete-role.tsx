import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Confirms the deletion of a role. A role that members have is not deleted. */
export function DeleteRole({
  role: { id, name, members },
  onClose,
}: {
  role: { id: string; name: string; members: number };
  onClose: () => void;
}) {
  const t = useTranslations("roles.deletion");
  const router = useRouter();
  const queryClient = useQueryClient();
  const base = `/t/${useTenant()}/roles`;
  const { run, pending } = useAction(useTRPC().roles.delete.mutationOptions(), t("done", { name }));
  const confirm = async () => {
    const done = await run({ id });
    await invalidateEntity(queryClient, "role");
    onClose();
    if (done) router.push(base);
  };
  return (
    <ConfirmAction
      title={t("title", { name })}
      about={members > 0 ? t("held", { count: members }) : t("about")}
      keep={t("keep")}
      action={t("confirm")}
      disabled={pending || members > 0}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
