import type { RouterOutputs } from "@waybill/api";
import { DownloadIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant } from "@/trpc/client.tsx";

export type StoredFile = RouterOutputs["files"]["list"]["items"][number];

/** A stored file, with buttons to download and to remove it. */
export function FileRow({ file, onRemove }: { file: StoredFile; onRemove: () => void }) {
  const t = useTranslations("files");
  const actor = useTranslations("common.actor");
  const { formatBytes } = useFormats();
  const tenant = useTenant();
  const { id, name, title, size, userName, createdAt } = file;
  const apiText = useApiText();
  return (
    <li className="flex items-center gap-x-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <p className="tabular text-ink-faint text-meta">
          {apiText(title)}, {formatBytes(size)}, {userName ?? actor("system")}, <RelativeTime at={createdAt} />
        </p>
      </div>
      <div className="flex shrink-0 gap-1">
        <Button variant="ghost" size="icon" asChild>
          <a href={`/api/files/${id}?tenant=${tenant}`} download aria-label={t("download", { name })}>
            <DownloadIcon />
          </a>
        </Button>
        <GuardedButton
          permission="files.remove"
          variant="ghost"
          size="icon"
          aria-label={t("remove", { name })}
          onClick={onRemove}
        >
          <Trash2Icon />
        </GuardedButton>
      </div>
    </li>
  );
}
