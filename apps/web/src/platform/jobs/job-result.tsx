import { importResult } from "@waybill/validators";
import { DownloadIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { z } from "zod";
import { Facts } from "@/components/facts.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useTenant } from "@/trpc/client.tsx";

/** The result of a job that has written a file. */
const fileResult = z.object({ fileId: z.uuid() });

/** The result of an export or an import. */
export function JobResult({ result }: { result: unknown }) {
  const t = useTranslations("jobs");
  const { formatCount } = useFormats();
  const tenant = useTenant();
  const parsed = importResult.safeParse(result);
  const file = fileResult.safeParse(result);
  // The import page shows previews and checks.
  if (typeof result === "object" && result !== null && "mode" in result) return null;
  if (file.success) {
    return (
      <div>
        <Button asChild>
          <a href={`/api/files/${file.data.fileId}?tenant=${tenant}`} download>
            <DownloadIcon /> {t("page.download")}
          </a>
        </Button>
      </div>
    );
  }
  if (!parsed.success) return null;
  const { rows, created, updated, unchanged, refused, errorFileId } = parsed.data;
  const facts: [string, ReactNode][] = [
    [t("result.rows"), formatCount(rows)],
    [t("result.created"), formatCount(created)],
    [t("result.updated"), formatCount(updated)],
    [t("result.unchanged"), formatCount(unchanged)],
    [t("result.refused"), formatCount(refused)],
  ];
  return (
    <>
      <div className="tabular">
        <Facts facts={facts} />
      </div>
      {errorFileId && (
        <div>
          <Button asChild>
            <a href={`/api/files/${errorFileId}?tenant=${tenant}`} download>
              <DownloadIcon /> {t("page.downloadRefused")}
            </a>
          </Button>
        </div>
      )}
    </>
  );
}
