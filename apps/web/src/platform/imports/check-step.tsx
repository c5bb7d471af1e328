"use client";

import type { ImportCheck } from "@waybill/validators";
import { CircleAlertIcon, CircleCheckIcon, DownloadIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { ScrollRegion } from "@/components/ui/scroll-region.tsx";
import { Badge, Notice, Panel } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant } from "@/trpc/client.tsx";
import { useColumnName } from "./column-name.ts";

const counted = ["rows", "created", "updated", "unchanged", "refused"] as const;

/** The check of an import: its effect, and every issue of the file. */
export function CheckStep({
  check,
  again,
  onBack,
  onImport,
}: {
  check: ImportCheck;
  /** How to import refused rows after their correction. */
  again: string;
  onBack: () => void;
  onImport: () => Promise<void>;
}) {
  const t = useTranslations("imports");
  const { formatCount } = useFormats();
  const tenant = useTenant();
  const [pending, setPending] = useState(false);
  const { created, updated, refused, warnings, issues, errorFileId } = check;
  const writes = created + updated;
  const more = refused + warnings > 0 && issues.length === 200;
  const start = async () => {
    setPending(true);
    await onImport();
    setPending(false);
  };
  return (
    <>
      <Panel title={t("check.title")}>
        <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
          {counted.map((name) => (
            <div key={name} className="flex flex-col">
              <dt className="text-ink-faint text-meta">{t(`check.${name}`)}</dt>
              <dd className="tabular font-semibold text-xl">{formatCount(check[name])}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {issues.length === 0 ? (
        <Notice variant="success" icon={<CircleCheckIcon aria-hidden />}>
          {t("check.clean")}
        </Notice>
      ) : (
        <Panel
          title={t("check.problems")}
          action={
            errorFileId && (
              <Button size="sm" asChild>
                <a href={`/api/files/${errorFileId}?tenant=${tenant}`} download>
                  <DownloadIcon /> {t("check.download")}
                </a>
              </Button>
            )
          }
        >
          <Issues issues={issues} />
          {more && <p className="mt-3 text-ink-faint text-meta">{t("check.more")}</p>}
        </Panel>
      )}
      {refused > 0 && (
        <Notice variant="warning" icon={<CircleAlertIcon aria-hidden />}>
          {t("check.leftOut")} {again}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" disabled={writes === 0 || pending} onClick={() => void start()}>
          {writes === 0 ? t("check.nothing") : t("check.run", { count: writes })}
        </Button>
        <Button onClick={onBack}>{t("backToColumns")}</Button>
      </div>
    </>
  );
}

const issueColumns = [
  { name: "line", className: "px-4 text-right" },
  { name: "column", className: "px-2" },
  { name: "value", className: "px-2 max-sm:hidden" },
  { name: "reason", className: "px-4" },
] as const;

function Issues({ issues }: { issues: ImportCheck["issues"] }) {
  const t = useTranslations("imports.check");
  const apiText = useApiText();
  const columnName = useColumnName();
  const { formatCount } = useFormats();
  return (
    <ScrollRegion label={t("problems")} className="-mx-4 max-h-[32rem]">
      <table className="w-full border-collapse text-left">
        <thead className="sticky top-0 bg-surface">
          <tr className="border-line border-b text-ink-faint text-meta">
            {issueColumns.map(({ name, className }) => (
              <th key={name} scope="col" className={cn("py-2 font-medium", className)}>
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {issues.map(({ line, column, value, reason, warning }, index) => (
            <tr key={index} className="align-top">
              <td className="tabular px-4 py-2 text-right">{formatCount(line)}</td>
              <td className="break-words px-2 py-2">{column ? columnName(column) : "—"}</td>
              <td className="max-w-60 truncate px-2 py-2 max-sm:hidden" title={value}>
                {value}
              </td>
              <td className="min-w-40 px-4 py-2">
                {warning && <Badge variant="warning">{t("warning")}</Badge>} {apiText(reason)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
