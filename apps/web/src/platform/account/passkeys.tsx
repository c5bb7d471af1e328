"use client";

import { startRegistration } from "@simplewebauthn/browser";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { addPasskey, renamePasskey } from "@waybill/validators";
import { KeyRoundIcon, PencilIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { z } from "zod";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useLocalForm } from "@/forms/use-local-form.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useAction } from "@/lib/use-action.ts";
import { useBrowserName } from "@/lib/use-browser-name.ts";
import { useRefusals } from "@/lib/use-refusals.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { RecoveryCodesDialog } from "./recovery-codes.tsx";

type Passkey = RouterOutputs["factors"]["list"]["passkeys"][number];

/** The passkeys: add, rename, remove. */
export function PasskeysPanel({ passkeys }: { passkeys: Passkey[] }) {
  const t = useTranslations("account.passkeys");
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  return (
    <Panel
      title={t("title")}
      action={
        <Button size="sm" onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      {passkeys.length === 0 && <p className="text-ink-soft">{t("about")}</p>}
      {passkeys.length > 0 && (
        <ul className="-my-3 divide-y divide-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex items-center gap-3 py-3">
              <KeyRoundIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  <span className="min-w-0 break-words">{passkey.name}</span>
                  {passkey.backedUp && <Badge variant="neutral">{t("synced")}</Badge>}
                </p>
                <p className="text-ink-faint text-meta">
                  {t.rich(passkey.lastUsedAt ? "sinceAndUsed" : "since", {
                    time: () => <RelativeTime at={passkey.createdAt} />,
                    used: () => passkey.lastUsedAt && <RelativeTime at={passkey.lastUsedAt} />,
                  })}
                </p>
              </div>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("renameNamed", { name: passkey.name })}
                onClick={() => setRenaming(passkey)}
              >
                <PencilIcon />
              </Button>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("removeNamed", { name: passkey.name })}
                onClick={() => setRemoving(passkey)}
              >
                <Trash2Icon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding && (
        <Add
          onClose={() => setAdding(false)}
          onAdded={(made) => {
            setAdding(false);
            setCodes(made);
          }}
        />
      )}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {renaming && <Rename passkey={renaming} onClose={() => setRenaming(null)} />}
      {removing && <Remove passkey={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  );
}

const naming = addPasskey.pick({ name: true });
type Naming = z.output<typeof naming>;

function Add({ onClose, onAdded }: { onClose: () => void; onAdded: (recoveryCodes: string[] | null) => void }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const { issuesFrom } = useRefusals();
  const browserName = useBrowserName();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const begin = useMutation(trpc.factors.beginPasskey.mutationOptions());
  const add = useMutation(trpc.factors.addPasskey.mutationOptions());
  const register = async ({ name }: Naming): Promise<void> => {
    const refused = (message: string): void => form.refuse("name", message);
    try {
      const optionsJSON = await begin.mutateAsync();
      const passkey = await startRegistration({ optionsJSON }).catch(() => null);
      if (!passkey) return refused(t("passkeys.notCreated"));
      const { recoveryCodes } = await add.mutateAsync({ name, passkey });
      toast.success(t("passkeys.added"));
      await invalidateEntity(queryClient, "user");
      onAdded(recoveryCodes);
    } catch (error) {
      refused(issuesFrom(error)[0]?.message ?? t("failed"));
    }
  };
  const form = useLocalForm({
    schema: naming,
    defaultValues: { name: browserName(navigator.userAgent) },
    send: register,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("passkeys.add")} description={t("passkeys.addAbout")}>
      <Form
        form={form}
        guard={false}
        inputs={{
          name: (field) => <TextField field={field} label={t("passkeys.name")} autoComplete="off" autoFocus />,
        }}
      >
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{t("passkeys.proceed")}</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}

function Rename({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: renamePasskey,
    defaultValues: { id, name },
    mutation: useTRPC().factors.renamePasskey.mutationOptions(),
    filled: ["id"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "user");
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("passkeys.rename")}>
      <Form
        form={form}
        guard={false}
        inputs={{
          name: (field) => <TextField field={field} label={t("passkeys.name")} autoComplete="off" autoFocus />,
        }}
      >
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{common("save")}</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}

function Remove({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useTranslations("account");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().factors.removePasskey.mutationOptions(), t("passkeys.removed"));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("passkeys.removeTitle", { name })}
      description={t("passkeys.removeAbout")}
    >
      <Actions>
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button
          variant="danger"
          disabled={pending}
          onClick={async () => {
            await run({ id });
            await invalidateEntity(queryClient, "user");
            onClose();
          }}
        >
          {t("remove")}
        </Button>
      </Actions>
    </Dialog>
  );
}
