"use client";

import { verifyEmail } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { PasswordField } from "@/forms/password-field.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { ownPath, signInPath } from "@/navigation/own-path.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { send } from "./calls.ts";

/** A field that is not sent: password managers store the password under this address. */
const Username = ({ email }: { email: string }) => (
  <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
);

/**
 * Confirms an address and creates its account with the chosen password; then signs in. It needs a click: programs that scan
 * mail follow links, and would use them up.
 */
export function VerifyEmailForm({ token, name, email }: { token: string; name: string; email: string }) {
  const t = useTranslations("auth");
  const form = useZodForm({
    schema: verifyEmail,
    defaultValues: { token, name, password: "" },
    mutation: useTRPC().auth.verifyEmail.mutationOptions(),
    above: ["token"],
    async onSaved(confirmed, { password }) {
      const next = ownPath(confirmed.next ?? undefined);
      const { ok } = await send("sign-in", { email, password });
      // A full page load, without the cached data of another person.
      window.location.assign(ok ? next : signInPath({ confirmed: "1", email, next }));
    },
  });
  const typed = form.watch("name") ?? "";
  return (
    <Form
      form={form}
      guard={false}
      intro={
        <>
          <p className="break-all font-medium">{email}</p>
          <Username email={email} />
        </>
      }
      inputs={{
        name: (field) => <TextField field={field} label={t("name")} autoComplete="name" />,
        password: (field) => (
          <PasswordField field={field} label={t("password")} context={[name, typed, email]} autoFocus />
        ),
      }}
    >
      <SubmitButton pending={form.pending}>{t("confirmation.submit")}</SubmitButton>
    </Form>
  );
}
