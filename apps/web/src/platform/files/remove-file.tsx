import { useQueryClient } from "@tanstack/react-query";
import { Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import type { StoredFile } from "./file-row.tsx";

/** Confirms the removal of a stored file. */
export function RemoveFile({ file: { id, name, size }, onClose }: { file: StoredFile; onClose: () => void }) {
  const t = useTranslations("files");
  const { formatBytes } = useFormats();
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().files.remove.mutationOptions(), t("removed", { name }));
  return (
    <ConfirmAction
      title={t("removal.title", { name })}
      about={t("removal.about", { size: formatBytes(size) })}
      action={
        <>
          <Trash2Icon /> {t("removal.confirm")}
        </>
      }
      disabled={pending}
      onConfirm={async () => {
        await run({ id });
        await invalidateEntity(queryClient, "file");
        onClose();
      }}
      onClose={onClose}
    />
  );
}
