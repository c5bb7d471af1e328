"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { CircleAlertIcon, Trash2Icon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { messagesOf } from "@/lib/refused.ts";

/**
 * Asks before a thing is deleted, and says why not where that is refused.
 *
 * @param mutation the procedure's `mutationOptions()`.
 * @param onDeleted called once it is gone.
 */
export function DeleteDialog<Answer, Failure>({
  what,
  name,
  id,
  mutation,
  onDeleted,
  onClose,
}: {
  /** What it is: `place`. */
  what: string;
  name: string;
  id: string;
  mutation: UseMutationOptions<Answer, Failure, { id: string }>;
  onDeleted: () => void;
  onClose: () => void;
}) {
  const { mutate, isPending, error } = useMutation(mutation);
  return (
    <Dialog open onOpenChange={onClose} title={`Delete the ${what} ${name}?`} description="This cannot be undone.">
      {error && (
        <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {messagesOf(error)}
        </Notice>
      )}
      <Actions>
        <Button onClick={onClose}>Keep it</Button>
        <Button variant="danger" disabled={isPending} onClick={() => mutate({ id }, { onSuccess: onDeleted })}>
          <Trash2Icon /> Delete {what}
        </Button>
      </Actions>
    </Dialog>
  );
}
