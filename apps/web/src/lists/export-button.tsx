"use client";

import { type ExportFormat, exportFormats } from "@waybill/validators/export-formats";
import { DownloadIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from "@/components/ui/menu.tsx";
import { useTenant } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";

/** Starts an export. @returns null if it is refused */
export type RunExport = (format: ExportFormat) => Promise<{ jobId: string } | null>;

/** Exports a list with its filters: a job writes the file, and the job's page offers it. Support access exports nothing. */
export function ExportButton({ run }: { run: RunExport }) {
  const t = useTranslations("common.lists");
  const { support } = useTenantInfo();
  if (support) return null;
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button>
          <DownloadIcon /> <span className="sm:max-lg:sr-only">{t("export")}</span>
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <FormatItems run={run} />
      </MenuContent>
    </Menu>
  );
}

/** The same as entries of a menu, with a heading. */
export function ExportItems({ run }: { run: RunExport }) {
  const t = useTranslations("common.lists");
  const { support } = useTenantInfo();
  if (support) return null;
  return (
    <>
      <MenuLabel>{t("export")}</MenuLabel>
      <FormatItems run={run} />
    </>
  );
}

function FormatItems({ run }: { run: RunExport }) {
  const t = useTranslations("common.lists");
  const tenant = useTenant();
  const router = useRouter();
  const start = async (format: ExportFormat) => {
    const started = await run(format);
    if (started) router.push(`/t/${tenant}/jobs/${started.jobId}`);
  };
  return exportFormats.map((format) => (
    <MenuItem key={format} onSelect={() => void start(format)}>
      {t(`exports.${format}`)}
    </MenuItem>
  ));
}
