"use client";

import { useQueryClient } from "@tanstack/react-query";
import { BanIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

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
    <ConfirmAction
      title={t("cancellation.title", { reference })}
      about={t(failed ? "cancellation.failed" : "cancellation.about")}
      keep={t("cancellation.keep")}
      action={
        <>
          <BanIcon /> {t("actions.cancel")}
        </>
      }
      disabled={pending}
      onConfirm={async () => {
        await run({ id });
        await Promise.all([invalidateEntity(queryClient, "parcel"), invalidateEntity(queryClient, "item")]);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
