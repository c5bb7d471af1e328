"use client";

import { requestPasswordReset, resetPassword, signUp, verifyEmail } from "@waybill/validators";
import { CircleAlertIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { PasswordField } from "@/forms/password-field.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { ownPath, signInPath } from "@/lib/own-path.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { send } from "./calls.ts";
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

/** A field that is not sent: password managers store the password under this address. */
const Username = ({ email }: { email: string }) => (
  <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
);

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

/**
 * Confirms an address and creates its account with the chosen password; then signs in. It needs a
 * click: programs that scan mail follow links, and would use them up.
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
          {" "}
          <p className="break-all font-medium">{email}</p> <Username email={email} />
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

/** Signs in with a mailed link. It needs a click, like {@link VerifyEmailForm}. */
export function SignInLinkForm({ token, next }: { token: string; next: string }) {
  const t = useTranslations("auth");
  const [refused, setRefused] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  if (refused) return <DeadLink>{refused}</DeadLink>;
  return (
    <Button
      variant="primary"
      disabled={pending}
      onClick={async () => {
        setPending(true);
        const { ok, secondFactor, message } = await send("sign-in/link", { token });
        if (secondFactor) window.location.assign(`/sign-in/second-factor?next=${encodeURIComponent(next)}`);
        else if (ok) window.location.assign(next);
        else setRefused(message ?? t("unreachable"));
      }}
    >
      {t("signIn.title")}
    </Button>
  );
}

/** The error of a mailed link. */
export function DeadLink({ children }: { children: string }) {
  const apiText = useApiText();
  return (
    <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
      {apiText(children)}
    </Notice>
  );
}
