"use client";

import { secondFactorCode } from "@waybill/validators";
import { CircleAlertIcon, KeyRoundIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useLocalForm } from "@/forms/use-local-form.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { Or } from "./auth-frame.tsx";
import { type Answer, send } from "./calls.ts";
import { signWithPasskey } from "./passkey.ts";

const schema = z.object({ code: secondFactorCode });

/** The second step of a sign-in: the second factor. */
export function SecondFactorForm({
  next,
  choices,
}: {
  /** The path to continue to, on this site. */
  next: string;
  choices: { totp: boolean; passkey: boolean; recoveryCode: boolean };
}) {
  const t = useTranslations("auth");
  const [refused, setRefused] = useState<string | null>(null);
  const apiText = useApiText();
  const [recovering, setRecovering] = useState(!choices.totp && !choices.passkey);
  const [signing, setSigning] = useState(false);
  const end = ({ ok, message }: Answer) => {
    // A full page load, without the cached data of another person.
    if (ok) window.location.assign(next);
    else setRefused(message ?? t("unreachable"));
  };
  const form = useLocalForm({
    schema,
    defaultValues: { code: "" },
    mode: "onTouched",
    send: async ({ code }) => {
      setRefused(null);
      end(await send("sign-in/second-factor", { code }));
      form.reset();
    },
  });
  const byPasskey = async () => {
    setRefused(null);
    setSigning(true);
    const { options, message } = await send("sign-in/second-factor/challenge");
    const passkey = options && (await signWithPasskey(options));
    if (passkey) end(await send("sign-in/second-factor", { passkey }));
    else setRefused(options ? t("passkey.unused") : (message ?? t("unreachable")));
    setSigning(false);
  };
  const asksCode = recovering || choices.totp;
  return (
    <div className="flex flex-col gap-4">
      {refused && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {apiText(refused)}
        </Notice>
      )}
      {choices.passkey && !recovering && (
        <Button variant={choices.totp ? "secondary" : "primary"} disabled={signing} onClick={byPasskey}>
          <KeyRoundIcon aria-hidden /> {t("passkey.use")}
        </Button>
      )}
      {choices.passkey && !recovering && choices.totp && <Or />}
      {asksCode && (
        <Form
          form={form}
          guard={false}
          key={recovering ? "recovery" : "app"}
          inputs={{
            code: (field) => (
              <TextField
                field={field}
                label={t(recovering ? "secondFactor.recoveryCode" : "secondFactor.code")}
                help={t(recovering ? "secondFactor.recoveryCodeHelp" : "secondFactor.codeHelp")}
                autoComplete={recovering ? "off" : "one-time-code"}
                inputMode={recovering ? "text" : "numeric"}
                autoFocus
              />
            ),
          }}
        >
          <SubmitButton pending={form.pending}>{t("signIn.title")}</SubmitButton>
        </Form>
      )}
      {choices.recoveryCode && (
        <Button
          variant="link"
          size="inline"
          className="self-start"
          onClick={() => {
            form.reset();
            setRefused(null);
            setRecovering(!recovering);
          }}
        >
          {t(recovering ? "secondFactor.useSecondFactor" : "secondFactor.useRecoveryCode")}
        </Button>
      )}
    </div>
  );
}
