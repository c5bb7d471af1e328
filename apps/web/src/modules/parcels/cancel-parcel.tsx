"use client";

import { useQueryClient } from "@tanstack/react-query";
import { BanIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Confirms the cancellation of a parcel. @param failed whether it failed: its items have left the stock already */
export function CancelParcel({
  id,
  reference,
  failed,
  onClose,
}: {
  id: string;
  reference: string;
  failed: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("parcels");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().parcels.cancel.mutationOptions(), t("actions.cancelled", { reference }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("cancellation.title", { reference })}
      description={t(failed ? "cancellation.failed" : "cancellation.about")}
    >
      <Actions>
        <Button onClick={onClose}>{t("cancellation.keep")}</Button>
        <Button
          variant="danger"
          disabled={pending}
          onClick={async () => {
            await run({ id });
            await Promise.all([invalidateEntity(queryClient, "parcel"), invalidateEntity(queryClient, "item")]);
            onClose();
          }}
        >
          <BanIcon /> {t("actions.cancel")}
        </Button>
      </Actions>
    </Dialog>
  );
}
