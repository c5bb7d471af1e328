"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { CircleAlertIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { ConfirmAction } from "./confirm-action.tsx";
import { Notice } from "./ui/surface.tsx";

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
    <ConfirmAction
      title={title}
      about={t("irreversible")}
      action={
        <>
          <Trash2Icon /> {action}
        </>
      }
      disabled={isPending}
      onConfirm={() => mutate({ id }, { onSuccess: onDeleted })}
      onClose={onClose}
    >
      {error && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {messagesOf(error)}
        </Notice>
      )}
    </ConfirmAction>
  );
}
