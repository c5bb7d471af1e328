"use client";

import { signUp } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { MailSent } from "./mail-sent.tsx";

/** Requests the email for a new account. The answer is the same if the address has an account already. */
export function SignUpForm({ outbox, next, email }: { outbox: boolean; next: string; email: string }) {
  const t = useTranslations("auth");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useZodForm({
    schema: signUp,
    defaultValues: { name: "", email, next },
    mutation: useTRPC().auth.signUp.mutationOptions(),
    filled: ["next"],
    onSaved: (_answer, values) => setSentTo(values.email),
  });
  if (sentTo) {
    return (
      <MailSent outbox={outbox}>
        {t.rich("signUp.sent", {
          email: sentTo,
          strong: (text) => <strong className="break-all">{text}</strong>,
        })}
      </MailSent>
    );
  }
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        name: (field) => <TextField field={field} label={t("name")} autoComplete="name" autoFocus />,
        email: (field) => <TextField field={field} label={t("email")} type="email" autoComplete="email" />,
      }}
    >
      <SubmitButton pending={form.pending}>{t("signUp.submit")}</SubmitButton>
    </Form>
  );
}
