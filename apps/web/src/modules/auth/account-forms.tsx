"use client";

import { requestPasswordReset, resetPassword, signUp } from "@waybill/validators";
import { CheckIcon, CircleAlertIcon, MailIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { linkLook } from "./frame.tsx";

const passwordHelp = "At least 10 characters. A few words are better than many signs.";

function MailSent({ outbox, children }: { outbox: boolean; children: ReactNode }) {
  return (
    <Notice kind="success" icon={<MailIcon aria-hidden />}>
      {children}
      {outbox && (
        <p className="mt-2">
          No mail server is set here, so it waits in the{" "}
          <Link href="/dev/outbox" className="font-medium underline underline-offset-4">
            development outbox
          </Link>
          .
        </p>
      )}
    </Notice>
  );
}

/** Makes an account. The answer is the same whether the address has one already. */
export function SignUpForm({ outbox }: { outbox: boolean }) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useZodForm({
    schema: signUp,
    defaultValues: { name: "", email: "", password: "" },
    mutation: useTRPC().auth.signUp.mutationOptions(),
    onSaved: (_answer, { email }) => setSentTo(email),
  });
  if (sentTo) {
    return (
      <MailSent outbox={outbox}>
        Look into your mail: we sent a link to <strong className="break-all">{sentTo}</strong>. Follow it to confirm
        your address.
      </MailSent>
    );
  }
  return (
    <Form form={form} guard={false}>
      <TextField form={form} name="name" label="Your name" autoComplete="name" autoFocus />
      <TextField form={form} name="email" label="Email" type="email" autoComplete="email" />
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        help={passwordHelp}
      />
      <SubmitButton pending={form.pending}>Create account</SubmitButton>
    </Form>
  );
}

/** Asks for the mail that sets a new password. */
export function ForgotPasswordForm({ outbox }: { outbox: boolean }) {
  const [sent, setSent] = useState(false);
  const form = useZodForm({
    schema: requestPasswordReset,
    defaultValues: { email: "" },
    mutation: useTRPC().auth.requestPasswordReset.mutationOptions(),
    onSaved: () => setSent(true),
  });
  if (sent) return <MailSent outbox={outbox}>If this address has an account, a link is on its way to it.</MailSent>;
  return (
    <Form form={form} guard={false}>
      <TextField form={form} name="email" label="Email" type="email" autoComplete="email" autoFocus />
      <SubmitButton pending={form.pending}>Send the link</SubmitButton>
    </Form>
  );
}

/** Sets a new password by a mailed link. */
export function ResetPasswordForm({ token }: { token: string }) {
  const router = useRouter();
  const form = useZodForm({
    schema: resetPassword,
    defaultValues: { token, password: "" },
    mutation: useTRPC().auth.resetPassword.mutationOptions(),
    onSaved: ({ email }) => router.push(`/sign-in?email=${encodeURIComponent(email)}`),
  });
  return (
    <Form form={form} guard={false}>
      <TextField
        form={form}
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        help={passwordHelp}
        autoFocus
      />
      <SubmitButton pending={form.pending}>Set the password</SubmitButton>
    </Form>
  );
}

/** Confirms an address. Asks for a click: programs that look into mails follow links, and would use them up. */
export function VerifyEmail({ token }: { token: string }) {
  const router = useRouter();
  const [failed, setFailed] = useState(false);
  const { run, pending } = useAction(useTRPC().auth.verifyEmail.mutationOptions());
  if (failed) {
    return (
      <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
        This link was used already or is too old.{" "}
        <Link href="/sign-in" className={linkLook}>
          Sign in
        </Link>{" "}
        to get a new one.
      </Notice>
    );
  }
  return (
    <Button
      variant="primary"
      disabled={pending}
      onClick={async () => {
        const answer = await run({ token });
        if (answer) router.push(`/sign-in?email=${encodeURIComponent(answer.email)}&confirmed=1`);
        else setFailed(true);
      }}
    >
      <CheckIcon aria-hidden /> Confirm my address
    </Button>
  );
}
