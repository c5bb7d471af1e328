import { CheckIcon, CopyIcon, KeyRoundIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/surface.tsx";

/** Shows a new API key. It cannot be shown again. */
export function NewApiKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations("apiKeys");
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Notice variant="success" icon={<KeyRoundIcon aria-hidden />}>
      <p className="font-medium">{t("copyNow")}</p>
      <code data-testid="new-key" className="my-2 block break-all rounded-md bg-surface px-3 py-2 text-ink">
        {secret}
      </code>
      <div className="flex gap-2">
        <Button size="sm" onClick={copy}>
          {copied ? <CheckIcon /> : <CopyIcon />} {t(copied ? "copied" : "copy")}
        </Button>
        <Button size="sm" variant="ghost" onClick={onClose}>
          {t("done")}
        </Button>
      </div>
    </Notice>
  );
}
