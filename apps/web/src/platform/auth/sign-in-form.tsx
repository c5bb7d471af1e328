"use client";

import { CircleAlertIcon, KeyRoundIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useLocalForm } from "@/forms/use-local-form.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { linkClasses, Or } from "./auth-frame.tsx";
import { type Answer, send } from "./calls.ts";
import { signWithPasskey } from "./passkey.ts";

/** Rarely needed. */
const SignInLinkRequest = lazy(() =>
  import("./link-request.tsx").then((file) => ({ default: file.SignInLinkRequest })),
);

const schema = () => import("@waybill/validators/auth").then(({ signIn }) => signIn);

/** The key of the text for a provider's error. */
const textOfError = (error: string) =>
  error === "EmailNotConfirmed" ? "emailNotConfirmed" : error === "AccessDenied" ? "refused" : "failed";

/** Signs in with a password, a passkey or one of the providers. */
export function SignInForm({
  outbox,
  next,
  email,
  providers,
  error,
}: {
  /** Whether mail goes to the development outbox. */
  outbox: boolean;
  /** The path to continue to, on this site. */
  next: string;
  email: string;
  providers: { id: string; name: string }[];
  /** The error of a provider's sign-in. */
  error: string | undefined;
}) {
  const t = useTranslations("auth");
  const [refused, setRefused] = useState(error ? t(`signIn.${textOfError(error)}`) : null);
  const apiText = useApiText();
  const [signing, setSigning] = useState(false);
  const [throttled, setThrottled] = useState(false);
  const end = ({ ok, code, secondFactor, message }: Answer) => {
    setThrottled(code === "TOO_MANY_REQUESTS");
    // A full page load, without the cached data of another person.
    if (secondFactor) window.location.assign(`/sign-in/second-factor?next=${encodeURIComponent(next)}`);
    else if (ok) window.location.assign(next);
    else setRefused(message ?? t("unreachable"));
  };
  const form = useLocalForm({
    schema,
    defaultValues: { email, password: "" },
    mode: "onTouched",
    send: async (values) => {
      setRefused(null);
      end(await send("sign-in", values));
    },
  });
  const byPasskey = async () => {
    setRefused(null);
    setSigning(true);
    const { options, message } = await send("sign-in/passkey/challenge");
    const passkey = options && (await signWithPasskey(options));
    if (passkey) end(await send("sign-in/passkey", { passkey }));
    else setRefused(options ? t("passkey.unused") : (message ?? t("unreachable")));
    setSigning(false);
  };
  const goTo = async (provider: string) => {
    const { url, message } = await send("sign-in/provider", { provider, next });
    if (url) window.location.assign(url);
    else setRefused(message ?? t("unreachable"));
  };
  return (
    <div className="flex flex-col gap-4">
      {refused && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {apiText(refused)}
        </Notice>
      )}
      {throttled && (
        <Suspense fallback={null}>
          <SignInLinkRequest outbox={outbox} next={next} email={form.value("email") ?? ""} />
        </Suspense>
      )}
      <Form
        form={form}
        guard={false}
        inputs={{
          email: (field) => (
            <TextField field={field} label={t("email")} type="email" autoComplete="username" autoFocus={!email} />
          ),
          password: (field) => (
            <TextField
              field={field}
              label={t("password")}
              type="password"
              autoComplete="current-password"
              autoFocus={Boolean(email)}
            />
          ),
        }}
      >
        <div className="-mt-2 text-right text-meta">
          <Link href={`/forgot-password?next=${encodeURIComponent(next)}`} className={linkClasses}>
            {t("signIn.forgotPassword")}
          </Link>
        </div>
        <SubmitButton pending={form.pending}>{t("signIn.title")}</SubmitButton>
      </Form>
      <Or />
      <Button disabled={signing} onClick={byPasskey}>
        <KeyRoundIcon aria-hidden /> {t("passkey.use")}
      </Button>
      {providers.map(({ id, name }) => (
        <Button key={id} onClick={() => goTo(id)}>
          {t("signIn.withProvider", { name })}
        </Button>
      ))}
    </div>
  );
}
