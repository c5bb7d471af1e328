"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { confirmTotp } from "@waybill/validators";
import { SmartphoneIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { Form, FormActions, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { RecoveryCodesDialog } from "./recovery-codes.tsx";

type Offer = RouterOutputs["factors"]["startTotp"];
type App = RouterOutputs["factors"]["list"]["totp"];

/** The authenticator app: set up, replace, remove. */
export function AuthenticatorAppPanel({ app }: { app: App }) {
  const t = useTranslations("account");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [removing, setRemoving] = useState(false);
  const start = useAction(trpc.factors.startTotp.mutationOptions());
  return (
    <Panel
      title={t("app.title")}
      action={
        <div className="flex gap-2">
          {app && (
            <Button size="sm" variant="danger" onClick={() => setRemoving(true)}>
              {t("remove")}
            </Button>
          )}
          <Button size="sm" disabled={start.pending} onClick={async () => setOffer(await start.run())}>
            {t(app ? "app.setUpAgain" : "app.setUp")}
          </Button>
        </div>
      }
    >
      {app ? (
        <p className="flex items-center gap-3">
          <SmartphoneIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
          <span>
            {t.rich(app.lastUsedAt ? "app.sinceAndUsed" : "app.since", {
              time: () => <RelativeTime at={app.createdAt} />,
              used: () => app.lastUsedAt && <RelativeTime at={app.lastUsedAt} />,
            })}
          </span>
        </p>
      ) : (
        <p className="text-ink-soft">{t("app.about")}</p>
      )}
      {offer && (
        <SetUp
          offer={offer}
          onClose={() => setOffer(null)}
          onDone={async (made) => {
            setOffer(null);
            setCodes(made);
            await invalidateEntity(queryClient, "user");
          }}
        />
      )}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {removing && <Remove onClose={() => setRemoving(false)} />}
    </Panel>
  );
}

function SetUp({
  offer: { qrCode, secret, uri },
  onClose,
  onDone,
}: {
  offer: Offer;
  onClose: () => void;
  onDone: (recoveryCodes: string[] | null) => Promise<void>;
}) {
  const t = useTranslations("account.app");
  const form = useZodForm({
    schema: confirmTotp,
    defaultValues: { code: "" },
    mutation: useTRPC().factors.confirmTotp.mutationOptions(),
    onSaved: async ({ recoveryCodes }) => {
      toast.success(t("done"));
      await onDone(recoveryCodes);
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("setUpTitle")} description={t("setUpAbout")}>
      <div className="flex flex-col items-center gap-3">
        <svg
          role="img"
          aria-label={t("qrCode")}
          viewBox={`-4 -4 ${qrCode.size + 8} ${qrCode.size + 8}`}
          shapeRendering="crispEdges"
          className="w-48 rounded-md bg-white fill-black"
        >
          <path d={qrCode.path} />
        </svg>
        <p className="text-center text-ink-soft">
          {t.rich("key", {
            secret: secret.replace(/(.{4})(?=.)/g, "$1 "),
            code: (key) => <code className="tabular break-all text-ink">{key}</code>,
          })}
          <br />
          <a href={uri} className="rounded font-medium text-accent underline-offset-4 hover:underline">
            {t("open")}
          </a>
        </p>
      </div>
      <Form
        form={form}
        guard={false}
        inputs={{
          code: (field) => (
            <TextField
              field={field}
              label={t("code")}
              help={t("codeHelp")}
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
            />
          ),
        }}
      >
        <FormActions pending={form.pending} submit={t("setUp")} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}

function Remove({ onClose }: { onClose: () => void }) {
  const t = useTranslations("account");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().factors.removeTotp.mutationOptions(), t("app.removed"));
  return (
    <ConfirmAction
      title={t("app.removeTitle")}
      about={t("app.removeAbout")}
      action={t("remove")}
      disabled={pending}
      onConfirm={async () => {
        await run();
        await invalidateEntity(queryClient, "user");
        onClose();
      }}
      onClose={onClose}
    />
  );
}
