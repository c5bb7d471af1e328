"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CheckIcon, CopyIcon, DownloadIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Shows recovery codes, this once. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Keep your recovery codes"
      description="With one of them you sign in when you have lost your second factor. Each works once. They are not shown again."
    >
      <ol
        aria-label="Recovery codes"
        className="tabular grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md bg-sunken px-4 py-3 font-mono"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={copy}>
          {copied ? <CheckIcon /> : <CopyIcon />} {copied ? "Copied" : "Copy"}
        </Button>
        <Button size="sm" asChild>
          <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`} download="waybill-recovery-codes.txt">
            <DownloadIcon /> Download
          </a>
        </Button>
      </div>
      <Actions>
        <Button variant="primary" onClick={onClose}>
          I have kept them
        </Button>
      </Actions>
    </Dialog>
  );
}

/** How many codes are left, and new ones. */
export function RecoveryCodesPanel({ left }: { left: number }) {
  const { formatCount } = useFormats();
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
      title="Recovery codes"
      action={
        <Button size="sm" onClick={() => setAsking(true)}>
          Make new ones
        </Button>
      }
    >
      <p className="text-ink-soft">
        {left === 1 ? "One code is" : `${formatCount(left)} codes are`} left, for when you have lost your second factor.
      </p>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Make new recovery codes?"
        description="The ones that you have are worth nothing then."
      >
        <Actions>
          <Button onClick={() => setAsking(false)}>Keep the old ones</Button>
          <Button variant="primary" disabled={pending} onClick={renew}>
            Make new ones
          </Button>
        </Actions>
      </Dialog>
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </Panel>
  );
}
