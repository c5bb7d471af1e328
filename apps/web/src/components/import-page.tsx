"use client";

import { useQuery } from "@tanstack/react-query";
import { fieldIssue, type ImportPlan, importCheck, importPreview } from "@waybill/validators";
import { CircleAlertIcon, FileTextIcon, UploadIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type DragEvent, useRef, useState } from "react";
import { z } from "zod";
import { ScrollRegion } from "@/components/ui/scroll-region.tsx";
import { cn } from "@/lib/cn.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { ImportCheckStep } from "./import-check.tsx";
import { ImportPreviewStep } from "./import-preview.tsx";
import { Page } from "./page.tsx";
import { Button } from "./ui/button.tsx";
import { Notice, Panel, Progress } from "./ui/surface.tsx";

const uploaded = z.object({ id: z.string() });
const refused = z.object({
  error: z.object({ message: z.string(), data: z.object({ issues: z.array(fieldIssue) }) }),
});

/** Parses the server's answer; null if it is not JSON, such as that of a proxy. */
function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The server's reason for refusing a file; undefined without one. */
function reasonOf(answer: unknown): string | undefined {
  const { error } = refused.safeParse(answer).data ?? {};
  const issues = error?.data.issues.map(({ message }) => message).join(" ");
  return issues || error?.message || undefined;
}

/** The outcome of an upload: the file's id, or the reason for its refusal. */
type Sent = { id: string } | { refused: string | undefined } | "unreachable";

/** Uploads a file. @param onProgress called with the share that has been sent, from 0 to 1 */
function upload(file: File, kind: string, tenant: string, onProgress: (share: number) => void): Promise<Sent> {
  return new Promise((resolve) => {
    // fetch reports no progress of uploads.
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files?${new URLSearchParams({ for: kind, name: file.name })}`);
    request.setRequestHeader("x-tenant-id", tenant);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () => resolve("unreachable");
    request.onload = () => {
      const answer = readAnswer(request.responseText);
      const { data } = uploaded.safeParse(answer);
      resolve(request.status === 200 && data ? data : { refused: reasonOf(answer) });
    };
    request.send(file);
  });
}

/** A field of the imported records, as people see it. */
export interface ImportField {
  name: string;
  label: string;
  about: string;
  /** Whether a new record needs it. */
  required: boolean;
}

/** A request to preview, check or import a file. */
export interface ImportRequest {
  fileId: string;
  mode: "preview" | "check" | "import";
  plan?: ImportPlan;
}

/** The polling interval for a job without live updates, in milliseconds. */
const askAgainMs = 1500;

const ended = ["done", "failed", "cancelled"];

/** The job that this page waits for. */
function useJob(id: string | null) {
  const { data } = useQuery({
    ...useTRPC().jobs.byId.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (ended.includes(state.data?.state ?? "") ? false : askAgainMs),
  });
  return id === null || data?.id !== id ? null : data;
}

/**
 * Imports a file in steps: upload, preview, check, and the import itself by a job, whose page shows the progress
 * and the refused rows.
 */
export function ImportPage({
  title,
  list,
  fields,
  example,
  kind,
  again,
  run,
}: {
  title: string;
  /** The target list: its name, and its path after `/t/{tenant}`. */
  list: { label: string; path: string };
  fields: readonly ImportField[];
  example: string;
  /** The server's name for this kind of file. */
  kind: string;
  /** How to import refused rows after their correction; by default, with the same file. */
  again?: string;
  /** Queues a job. @returns its id; null if it was refused, after the error was shown */
  run: (request: ImportRequest) => Promise<string | null>;
}) {
  const t = useTranslations("common.imports");
  const tenant = useTenant();
  const router = useRouter();
  const [file, setFile] = useState<{ id: string; name: string } | null>(null);
  const [previewId, setPreviewId] = useState<string | null>(null);
  const [checkId, setCheckId] = useState<string | null>(null);
  const [plan, setPlan] = useState<ImportPlan>({});
  const apiText = useApiText();
  const previewJob = useJob(previewId);
  const checkJob = useJob(checkId);
  const preview = importPreview.safeParse(previewJob?.result).data;
  const check = importCheck.safeParse(checkJob?.result).data;
  const failure = [checkJob, previewJob].find((job) => job?.state === "failed")?.error;

  const look = async (fileId: string, next: ImportPlan) => {
    setPlan(next);
    setCheckId(null);
    const jobId = await run({ fileId, mode: "preview", plan: next });
    if (jobId) setPreviewId(jobId);
    else setFile(null);
  };
  const restart = () => {
    setFile(null);
    setPreviewId(null);
    setCheckId(null);
    setPlan({});
  };
  const write = async () => {
    const jobId = file && (await run({ fileId: file.id, mode: "import", plan }));
    if (jobId) router.push(`/t/${tenant}/jobs/${jobId}`);
  };
  const waits = file !== null && !failure && (checkId ? !check : !preview);

  return (
    <Page
      title={title}
      crumbs={[{ label: list.label, href: `/t/${tenant}${list.path}` }]}
      actions={file && <Button onClick={restart}>{t("another")}</Button>}
    >
      {failure && (
        <Notice variant="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {apiText(failure)}
        </Notice>
      )}
      {!file && (
        <UploadStep
          kind={kind}
          fields={fields}
          example={example}
          onSent={(sent) => {
            setFile(sent);
            void look(sent.id, {});
          }}
        />
      )}
      {waits && (
        <Panel title={t(checkId ? "checkingNamed" : "readingNamed", { name: file.name })}>
          <div className="flex flex-col gap-2" aria-live="polite">
            <Progress
              value={checkJob?.total ? checkJob.done / checkJob.total : null}
              label={t(checkId ? "checking" : "reading")}
            />
            <p className="text-ink-soft">{checkJob?.message ? apiText(checkJob.message) : t("moment")}</p>
          </div>
        </Panel>
      )}
      {file && preview && !checkId && (
        <ImportPreviewStep
          key={previewId}
          fileName={file.name}
          fields={fields}
          preview={preview}
          onLayout={(layout) => void look(file.id, layout)}
          onCheck={async (next) => {
            setPlan(next);
            setCheckId(await run({ fileId: file.id, mode: "check", plan: next }));
          }}
        />
      )}
      {checkId && failure && <Button onClick={() => setCheckId(null)}>{t("backToColumns")}</Button>}
      {check && (
        <ImportCheckStep check={check} again={again ?? t("again")} onBack={() => setCheckId(null)} onImport={write} />
      )}
    </Page>
  );
}

/** The first step: chooses a file and uploads it. */
function UploadStep({
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
  const t = useTranslations("common.imports");
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
            <ul className="flex flex-col gap-1.5">
              {fields.map(({ name, about, required }) => (
                <li key={name} className="flex flex-wrap gap-x-2">
                  <code className="font-semibold">{name}</code>
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
