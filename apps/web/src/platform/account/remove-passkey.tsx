import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Confirms the removal of a passkey. */
export function RemovePasskey({
  passkey: { id, name },
  onClose,
}: {
  passkey: { id: string; name: string };
  onClose: () => void;
}) {
  const t = useTranslations("account");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().factors.removePasskey.mutationOptions(), t("passkeys.removed"));
  return (
    <ConfirmAction
      title={t("passkeys.removeTitle", { name })}
      about={t("passkeys.removeAbout")}
      action={t("remove")}
      disabled={pending}
      onConfirm={async () => {
        await run({ id });
        await invalidateEntity(queryClient, "user");
        onClose();
      }}
      onClose={onClose}
    />
  );
}
