"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./ui/button.tsx";
import { Actions, Dialog } from "./ui/dialog.tsx";

/** A question before an action with lasting effects. */
export function ConfirmAction({
  title,
  about,
  keep,
  action,
  variant = "danger",
  disabled,
  onConfirm,
  onClose,
  children,
}: {
  /** The question, with the name of the record. */
  title: string;
  about: string;
  /** The label of the button that leaves everything unchanged. */
  keep?: string;
  /** The label of the button for the action. */
  action: ReactNode;
  variant?: ButtonProps["variant"];
  /** Whether the action is running, or is not possible. */
  disabled: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <Dialog open onOpenChange={onClose} title={title} description={about}>
      {children}
      <Actions>
        <Button onClick={onClose}>{keep ?? t("keep")}</Button>
        <Button variant={variant} disabled={disabled} onClick={onConfirm}>
          {action}
        </Button>
      </Actions>
    </Dialog>
  );
}
