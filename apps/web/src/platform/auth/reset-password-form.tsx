"use client";

import { resetPassword } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Form, SubmitButton } from "@/forms/fields.tsx";
import { PasswordField } from "@/forms/password-field.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { ownPath, signInPath } from "@/navigation/own-path.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Sets a new password with a mailed link. */
export function ResetPasswordForm({ token }: { token: string }) {
  const t = useTranslations("auth");
  const router = useRouter();
  const form = useZodForm({
    schema: resetPassword,
    defaultValues: { token, password: "" },
    mutation: useTRPC().auth.resetPassword.mutationOptions(),
    above: ["token"],
    onSaved: ({ email, next }) => router.push(signInPath({ email, next: ownPath(next ?? undefined) })),
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        password: (field) => <PasswordField field={field} label={t("newPassword")} autoFocus />,
      }}
    >
      <SubmitButton pending={form.pending}>{t("reset.submit")}</SubmitButton>
    </Form>
  );
}
