"use client";

import type { RouterOutputs } from "@waybill/api";
import { KeyRoundIcon, PencilIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { RecoveryCodesDialog } from "./recovery-codes.tsx";
import { RemovePasskey } from "./remove-passkey.tsx";
import { RenamePasskey } from "./rename-passkey.tsx";

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
        <AddPasskey
          onClose={() => setAdding(false)}
          onAdded={(made) => {
            setAdding(false);
            setCodes(made);
          }}
        />
      )}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {renaming && <RenamePasskey passkey={renaming} onClose={() => setRenaming(null)} />}
      {removing && <RemovePasskey passkey={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  );
}
