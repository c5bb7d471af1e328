"use client";

import { requestPasswordReset } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { MailSent } from "./mail-sent.tsx";

/** Requests the email for a new password. @param next the path to continue to */
export function ForgotPasswordForm({ outbox, next }: { outbox: boolean; next: string }) {
  const t = useTranslations("auth");
  const [sent, setSent] = useState(false);
  const form = useZodForm({
    schema: requestPasswordReset,
    defaultValues: { email: "", next },
    mutation: useTRPC().auth.requestPasswordReset.mutationOptions(),
    filled: ["next"],
    onSaved: () => setSent(true),
  });
  if (sent) return <MailSent outbox={outbox}>{t("forgotten.sent")}</MailSent>;
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        email: (field) => <TextField field={field} label={t("email")} type="email" autoComplete="email" autoFocus />,
      }}
    >
      <SubmitButton pending={form.pending}>{t("forgotten.submit")}</SubmitButton>
    </Form>
  );
}
