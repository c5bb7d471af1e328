"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { confirmTotp } from "@waybill/validators";
import { SmartphoneIcon } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { RecoveryCodesDialog } from "./recovery-codes.tsx";

type Offer = RouterOutputs["factors"]["beginTotp"];
type App = RouterOutputs["factors"]["list"]["totp"];

/** The authenticator app: set up, set up anew, removed. */
export function AuthenticatorAppPanel({ app }: { app: App }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [removing, setRemoving] = useState(false);
  const begin = useAction(trpc.factors.beginTotp.mutationOptions());
  return (
    <Panel
      title="Authenticator app"
      action={
        <div className="flex gap-2">
          {app && (
            <Button size="sm" variant="danger" onClick={() => setRemoving(true)}>
              Remove
            </Button>
          )}
          <Button size="sm" disabled={begin.pending} onClick={async () => setOffer(await begin.run())}>
            {app ? "Set up anew" : "Set up"}
          </Button>
        </div>
      }
    >
      {app ? (
        <p className="flex items-center gap-3">
          <SmartphoneIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
          <span>
            Set up <RelativeTime at={app.createdAt} />
            {app.lastUsedAt && (
              <>
                , last used <RelativeTime at={app.lastUsedAt} />
              </>
            )}
          </span>
        </p>
      ) : (
        <p className="text-ink-soft">
          An app on your phone shows a code that changes every 30 seconds. You type it in after your password.
        </p>
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
  const form = useZodForm({
    schema: confirmTotp,
    defaultValues: { code: "" },
    mutation: useTRPC().factors.confirmTotp.mutationOptions(),
    onSaved: async ({ recoveryCodes }) => {
      toast.success("Your authenticator app is set up");
      await onDone(recoveryCodes);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Set up an authenticator app"
      description="Scan this with the app, then type in the code that it shows."
    >
      <div className="flex flex-col items-center gap-3">
        <svg
          role="img"
          aria-label="QR code for your authenticator app"
          viewBox={`-4 -4 ${qrCode.size + 8} ${qrCode.size + 8}`}
          shapeRendering="crispEdges"
          className="w-48 rounded-md bg-white fill-black"
        >
          <path d={qrCode.path} />
        </svg>
        <p className="text-center text-ink-soft">
          Or type in this key:{" "}
          <code className="tabular break-all text-ink">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          <br />
          <a href={uri} className="rounded font-medium text-accent underline-offset-4 hover:underline">
            Open an app on this device
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
              label="Code"
              help="Six digits."
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
            />
          ),
        }}
      >
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton pending={form.pending}>Set up</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}

function Remove({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().factors.removeTotp.mutationOptions(), "The app was removed");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Remove the authenticator app?"
      description="Its codes are worth nothing then. Without another second factor, organisations that require one let you in no more."
    >
      <Actions>
        <Button onClick={onClose}>Keep it</Button>
        <Button
          variant="danger"
          disabled={pending}
          onClick={async () => {
            await run();
            await invalidateEntity(queryClient, "user");
            onClose();
          }}
        >
          Remove
        </Button>
      </Actions>
    </Dialog>
  );
}
