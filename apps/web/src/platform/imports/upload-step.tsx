"use client";

import { CircleAlertIcon, FileTextIcon, UploadIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { ScrollRegion } from "@/components/ui/scroll-region.tsx";
import { Notice, Panel, Progress } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant } from "@/trpc/client.tsx";
import type { ImportField } from "./import-field.ts";
import { upload } from "./upload.ts";

/** The first step: chooses a file and uploads it. */
export function UploadStep({
  kind,
  fields,
  example,
  onSent,
}: {
  kind: string;
  fields: readonly ImportField[];
  example: string;
  onSent: (file: { id: string; name: string }) => void;
}) {
  const t = useTranslations("imports");
  const errors = useTranslations("common.errors");
  const apiText = useApiText();
  const tenant = useTenant();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<{ name: string; share: number } | null>(null);
  const [error, setError] = useState<string | null>(null);

  const take = async (file: File | undefined) => {
    if (!file) return;
    setError(null);
    setSent({ name: file.name, share: 0 });
    const end = await upload(file, kind, tenant, (share) => setSent({ name: file.name, share }));
    if (end !== "unreachable" && "id" in end) return onSent({ id: end.id, name: file.name });
    setError(end === "unreachable" ? errors("notSent") : end.refused ? apiText(end.refused) : t("fileRefused"));
    setSent(null);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  return (
    <>
      {error && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {error}
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is optional; the button does the same */}
        <div
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={cn(
            "flex min-h-56 flex-col items-center justify-center gap-4 rounded-lg border-2 border-line border-dashed bg-surface p-6 text-center",
            over && "border-accent bg-accent-soft",
          )}
        >
          <FileTextIcon aria-hidden className="size-8 text-ink-faint" />
          {sent ? (
            <div className="flex w-full max-w-xs flex-col gap-2" aria-live="polite">
              <p className="truncate">{t("upload.sending", { name: sent.name })}</p>
              <Progress value={sent.share} label={t("upload.sending", { name: sent.name })} />
            </div>
          ) : (
            <>
              <p className="text-ink-soft">{t("upload.drop")}</p>
              <Button variant="primary" onClick={() => picker.current?.click()}>
                <UploadIcon /> {t("upload.choose")}
              </Button>
            </>
          )}
          <input
            ref={picker}
            type="file"
            accept=".csv,.tsv,.txt,.xlsx,text/csv"
            aria-label={t("upload.file")}
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </div>
        <Panel title={t("upload.format")}>
          <div className="flex flex-col gap-3">
            <p className="text-ink-soft">{t("upload.about")}</p>
            <ul className="grid gap-2.5 sm:grid-cols-[auto_1fr] sm:gap-x-4 sm:gap-y-1.5">
              {fields.map(({ name, about, required }) => (
                <li key={name} className="sm:col-span-2 sm:grid sm:grid-cols-subgrid">
                  <code className="block font-semibold">{name}</code>
                  <span className="text-ink-soft">{required ? about : t("upload.optional", { about })}</span>
                </li>
              ))}
            </ul>
            <ScrollRegion label={t("upload.example")} className="rounded-md bg-sunken p-3 text-meta">
              <pre>{example}</pre>
            </ScrollRegion>
          </div>
        </Panel>
      </div>
    </>
  );
}
