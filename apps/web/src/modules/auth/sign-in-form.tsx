"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { signIn as schema } from "@waybill/validators";
import { CircleAlertIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useLocalForm } from "@/forms/use-local-form.ts";
import { send } from "./calls.ts";
import { linkLook } from "./frame.tsx";

const failed = "The sign-in did not work. Try again.";

const providerErrors: Record<string, string> = {
  EmailNotConfirmed: "This account has no confirmed email address, which is needed to sign in.",
  AccessDenied: "The sign-in was refused.",
};

type Values = z.input<typeof schema>;

/** Signs in with a password or with one of the providers. */
export function SignInForm({
  next,
  email,
  providers,
  error,
}: {
  /** Where to go afterwards: a path of this site. */
  next: string;
  email: string;
  providers: { id: string; name: string }[];
  /** What a provider's sign-in ended with. */
  error: string | undefined;
}) {
  const [refused, setRefused] = useState(error ? (providerErrors[error] ?? failed) : null);
  const methods = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { email, password: "" },
    mode: "onTouched",
  });
  const form = useLocalForm<Values>(methods, async (values) => {
    setRefused(null);
    const answer = await send("sign-in", values);
    // A whole new page: what was read before belongs to somebody else.
    if (answer.ok) window.location.assign(next);
    else setRefused(answer.message ?? failed);
  });
  const goTo = async (provider: string) => {
    const { url, message } = await send("sign-in/provider", { provider, next });
    if (url) window.location.assign(url);
    else setRefused(message ?? failed);
  };
  return (
    <div className="flex flex-col gap-4">
      {refused && (
        <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {refused}
        </Notice>
      )}
      <Form form={form} guard={false}>
        <TextField form={form} name="email" label="Email" type="email" autoComplete="username" autoFocus={!email} />
        <TextField
          form={form}
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          autoFocus={Boolean(email)}
        />
        <div className="-mt-2 text-right text-meta">
          <Link href="/forgot-password" className={linkLook}>
            Forgot your password?
          </Link>
        </div>
        <SubmitButton pending={form.pending}>Sign in</SubmitButton>
      </Form>
      {providers.length > 0 && (
        <>
          <div className="flex items-center gap-3 text-ink-faint text-meta before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            or
          </div>
          {providers.map(({ id, name }) => (
            <Button key={id} onClick={() => goTo(id)}>
              Continue with {name}
            </Button>
          ))}
        </>
      )}
    </div>
  );
}
