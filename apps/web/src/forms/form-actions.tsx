"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Actions } from "@/components/ui/dialog.tsx";
import { SubmitButton } from "./form-element.tsx";

/** The buttons at the end of a form: one cancels, the other one submits. */
export function FormActions({
  pending,
  submit,
  onCancel,
}: {
  pending: boolean;
  /** The label of the button that submits; by default "Save". */
  submit?: ReactNode;
  onCancel: () => void;
}) {
  const t = useTranslations("common");
  return (
    <Actions>
      <Button onClick={onCancel}>{t("cancel")}</Button>
      <SubmitButton pending={pending}>{submit ?? t("save")}</SubmitButton>
    </Actions>
  );
}
