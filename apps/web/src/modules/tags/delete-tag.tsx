import { useQueryClient } from "@tanstack/react-query";
import { Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { updateOptimistically, useAction } from "@/trpc/use-action.ts";
import type { Tag } from "./tags.tsx";

/** Confirms the deletion of a tag. The list loses it at once. */
export function DeleteTag({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const t = useTranslations("tags");
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const { run, pending } = useAction(trpc.tags.delete.mutationOptions(), t("deleted", { name: tag.name }), ({ id }) =>
    updateOptimistically(queryClient, trpc.tags.list.queryKey(), (data) => ({
      ...data,
      items: data.items.filter((one) => one.id !== id),
    })),
  );
  return (
    <ConfirmAction
      title={t("deletion.title", { name: tag.name })}
      about={t("deletion.about")}
      keep={t("deletion.keep")}
      action={
        <>
          <Trash2Icon /> {t("deletion.confirm")}
        </>
      }
      disabled={pending}
      onConfirm={async () => {
        const running = run({ id: tag.id });
        onClose();
        await running;
        await invalidateEntity(queryClient, "tag");
      }}
      onClose={onClose}
    />
  );
}
