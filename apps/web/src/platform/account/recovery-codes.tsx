"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CheckIcon, CopyIcon, DownloadIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** Shows new recovery codes. They cannot be shown again. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useTranslations("account.recoveryCodes");
  const [copied, setCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("saveTitle")} description={t("saveAbout")}>
      <ol
        aria-label={t("title")}
        className="tabular grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md bg-sunken px-4 py-3 font-mono"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={copy}>
          {copied ? <CheckIcon /> : <CopyIcon />} {t(copied ? "copied" : "copy")}
        </Button>
        <Button size="sm" asChild>
          <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`} download="waybill-recovery-codes.txt">
            <DownloadIcon /> {t("download")}
          </a>
        </Button>
      </div>
      <Actions>
        <Button variant="primary" onClick={onClose}>
          {t("saved")}
        </Button>
      </Actions>
    </Dialog>
  );
}

/** The number of unused recovery codes, and a button for new ones. */
export function RecoveryCodesPanel({ left }: { left: number }) {
  const t = useTranslations("account.recoveryCodes");
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const { run, pending } = useAction(useTRPC().factors.renewRecoveryCodes.mutationOptions());
  const renew = async () => {
    const answer = await run();
    setAsking(false);
    if (answer) setCodes(answer.recoveryCodes);
    await invalidateEntity(queryClient, "user");
  };
  return (
    <Panel
      title={t("title")}
      action={
        <Button size="sm" onClick={() => setAsking(true)}>
          {t("renew")}
        </Button>
      }
    >
      <p className="text-ink-soft">{t("left", { count: left })}</p>
      {asking && (
        <ConfirmAction
          title={t("renewTitle")}
          about={t("renewAbout")}
          keep={t("keep")}
          action={t("renew")}
          variant="primary"
          disabled={pending}
          onConfirm={renew}
          onClose={() => setAsking(false)}
        />
      )}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </Panel>
  );
}
