"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { CircleAlertIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { useRefusals } from "@/lib/use-refusals.ts";

/**
 * Confirms a deletion, and shows the reason if it is refused.
 *
 * @param mutation the procedure's `mutationOptions()`.
 * @param onDeleted called after the deletion.
 */
export function DeleteDialog<Answer, Failure>({
  title,
  action,
  id,
  mutation,
  onDeleted,
  onClose,
}: {
  /** A question that names the record. */
  title: string;
  /** The label of the button that deletes it. */
  action: string;
  id: string;
  mutation: UseMutationOptions<Answer, Failure, { id: string }>;
  onDeleted: () => void;
  onClose: () => void;
}) {
  const t = useTranslations("common");
  const { messagesOf } = useRefusals();
  const { mutate, isPending, error } = useMutation(mutation);
  return (
    <Dialog open onOpenChange={onClose} title={title} description={t("irreversible")}>
      {error && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {messagesOf(error)}
        </Notice>
      )}
      <Actions>
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button variant="danger" disabled={isPending} onClick={() => mutate({ id }, { onSuccess: onDeleted })}>
          <Trash2Icon /> {action}
        </Button>
      </Actions>
    </Dialog>
  );
}
