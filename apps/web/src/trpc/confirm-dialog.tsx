"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { RouterInputs, RouterOutputs } from "@waybill/api";
import { CircleAlertIcon, KeyRoundIcon, MailIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Notice, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useLocalForm } from "@/forms/use-local-form.ts";
import { Or } from "@/platform/auth/auth-frame.tsx";
import { signWithPasskey } from "@/platform/auth/passkey.ts";
import { useTRPC } from "./client.tsx";
import type { ProofRequest } from "./confirmation.ts";

type Ways = RouterOutputs["account"]["confirmationMethods"];
type Proof = RouterInputs["account"]["confirm"];
/** The ways that need a typed text: a password or a code. */
type TypedWay = "password" | "app" | "mail";

/** Asks the person to confirm their identity. @param props.request the required proof; null closes the dialog */
export function ConfirmDialog({ request, onEnd }: { request: ProofRequest | null; onEnd: (proved: boolean) => void }) {
  const t = useTranslations("common.proof");
  return (
    <Dialog
      open={request !== null}
      onOpenChange={(open) => !open && onEnd(false)}
      title={t("title")}
      description={t("about")}
    >
      {request && <ConfirmationMethods request={request} onProved={() => onEnd(true)} />}
    </Dialog>
  );
}

function ConfirmationMethods({ request, onProved }: { request: ProofRequest; onProved: () => void }) {
  const t = useTranslations("common.proof");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.account.confirmationMethods.queryOptions(undefined, { gcTime: 0 }));
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-24" />;
  const ways = request.secondFactor ? { ...data, password: false, mail: false } : data;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-soft">{t("validity", { minutes: data.freshMinutes })}</p>
      <ProofForm ways={ways} onProved={onProved} />
    </div>
  );
}

function ProofForm({ ways, onProved }: { ways: Ways; onProved: () => void }) {
  const t = useTranslations("common.proof");
  const { formatWait } = useFormats();
  const trpc = useTRPC();
  const { mutateAsync: confirm, isPending } = useMutation(trpc.account.confirm.mutationOptions());
  const { mutateAsync: challenge } = useMutation(trpc.account.passkeyChallenge.mutationOptions());
  const [refused, setRefused] = useState<string | null>(null);
  const typed: TypedWay[] = (["password", "app", "mail"] as const).filter((way) => ways[way]);
  const [way, setWay] = useState<TypedWay | undefined>(typed[0]);
  const prove = async (proof: Proof) => {
    setRefused(null);
    const answer = await confirm(proof).catch(() => null);
    if (answer?.ok) onProved();
    else if (!answer) setRefused(t("unreachable"));
    else if (answer.reason === "throttled") setRefused(t("throttled", { time: formatWait(answer.waitSeconds) }));
    else setRefused(t(`wrong.${proof.by}`));
  };
  const byPasskey = async () => {
    setRefused(null);
    const options = await challenge().catch(() => null);
    const passkey = options && (await signWithPasskey(options));
    if (passkey) await prove({ by: "passkey", passkey });
    else setRefused(options ? t("wrong.passkey") : t("unreachable"));
  };
  const other = typed.find((one) => one !== way);
  return (
    <div className="flex flex-col gap-4">
      {refused && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {refused}
        </Notice>
      )}
      {ways.passkey && (
        <Button variant={way ? "secondary" : "primary"} disabled={isPending} onClick={byPasskey}>
          <KeyRoundIcon aria-hidden /> {t("passkey")}
        </Button>
      )}
      {ways.passkey && way && <Or />}
      {way === "mail" && <SendCode />}
      {way && <TypedProofForm key={way} way={way} onTyped={(text) => prove(proofOf(way, text))} />}
      {other && (
        <Button variant="link" size="inline" className="self-start" onClick={() => setWay(other)}>
          {other === "password" ? t("usePassword") : t("useApp")}
        </Button>
      )}
    </div>
  );
}

const proofOf = (way: TypedWay, text: string): Proof =>
  way === "password" ? { by: way, password: text } : { by: way, code: text };

const schema = z.object({ proof: z.string().trim().min(1).max(200) });

function TypedProofForm({ way, onTyped }: { way: TypedWay; onTyped: (text: string) => Promise<void> }) {
  const t = useTranslations("common.proof");
  const form = useLocalForm({
    schema,
    defaultValues: { proof: "" },
    send: async ({ proof }) => {
      await onTyped(proof);
      form.reset();
    },
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        proof: (field) => (
          <TextField
            field={field}
            label={way === "password" ? t("password") : t("code")}
            {...(way === "password" ? {} : { help: way === "app" ? t("appHelp") : t("mailHelp") })}
            autoComplete={way === "password" ? "current-password" : "one-time-code"}
            type={way === "password" ? "password" : "text"}
            inputMode={way === "password" ? "text" : "numeric"}
            autoFocus
          />
        ),
      }}
    >
      <SubmitButton pending={form.pending}>{t("confirm")}</SubmitButton>
    </Form>
  );
}

/** Sends a code by email, for accounts without another way. */
function SendCode() {
  const t = useTranslations("common.proof");
  const { formatWait } = useFormats();
  const { mutate, data, isPending } = useMutation(useTRPC().account.mailCode.mutationOptions());
  return (
    <div className="flex flex-col gap-2">
      <p className="text-ink-soft">{t("mail")}</p>
      {data && !data.sent && (
        <Notice variant="warning" icon={<CircleAlertIcon aria-hidden />}>
          {t("throttled", { time: formatWait(data.waitSeconds) })}
        </Notice>
      )}
      <Button disabled={isPending} onClick={() => mutate()}>
        <MailIcon aria-hidden /> {data?.sent ? t("sendAgain") : t("send")}
      </Button>
    </div>
  );
}
