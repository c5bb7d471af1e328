import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { toast } from "@/components/toast.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import type { ApiKey } from "./api-key-row.tsx";

/** Confirms the revocation of an API key. */
export function RevokeApiKey({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useTranslations("apiKeys.revocation");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().apiKeys.revoke.mutationOptions());
  const confirm = async () => {
    if (await run({ id })) toast.success(t("done", { name }));
    await invalidateEntity(queryClient, "apiKey");
    onClose();
  };
  return (
    <ConfirmAction
      title={t("title", { name })}
      about={t("about")}
      keep={t("keep")}
      action={t("open")}
      disabled={pending}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
