import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { Panel, Progress } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";

/** The used storage, and its limits. */
export function FileUsage({ usage }: { usage: RouterOutputs["files"]["usage"] }) {
  const t = useTranslations("files.usage");
  const { formatBytes, formatCount } = useFormats();
  const { bytes, files, maxBytes, maxFiles } = usage;
  const share = Math.max(bytes / maxBytes, files / maxFiles);
  return (
    <Panel title={t("title")}>
      <div className="flex flex-col gap-2">
        <Progress value={share} label={t("label")} />
        <p className="tabular text-ink-soft">
          {t("used", {
            bytes: formatBytes(bytes),
            maxBytes: formatBytes(maxBytes),
            files: formatCount(files),
            maxFiles: formatCount(maxFiles),
          })}{" "}
          {share >= 1 ? t("full") : t("left", { bytes: formatBytes(maxBytes - bytes) })}
        </p>
      </div>
    </Panel>
  );
}
