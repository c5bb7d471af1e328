"use client";

import { type ExportFormat, exportFormats } from "@waybill/validators/export-formats";
import { DownloadIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTenantInfo } from "@/lib/use-access.ts";
import { useTenant } from "@/trpc/client.tsx";
import { Button } from "./ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "./ui/menu.tsx";

/** Exports a list with its filters: a job writes the file, and the job's page offers it. Support access exports nothing. */
export function ExportButton({ run }: { run: (format: ExportFormat) => Promise<{ jobId: string } | null> }) {
  const t = useTranslations("common.lists");
  const tenant = useTenant();
  const router = useRouter();
  const { support } = useTenantInfo();
  const begin = async (format: ExportFormat) => {
    const started = await run(format);
    if (started) router.push(`/t/${tenant}/jobs/${started.jobId}`);
  };
  if (support) return null;
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button>
          <DownloadIcon /> <span className="sm:max-lg:sr-only">{t("export")}</span>
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        {exportFormats.map((format) => (
          <MenuItem key={format} onSelect={() => void begin(format)}>
            {t(`exports.${format}`)}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
