"use client";

import { useQuery } from "@tanstack/react-query";
import { type ImportPlan, importCheck, importPreview } from "@waybill/validators";
import { CircleAlertIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Page } from "@/components/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice, Panel, Progress } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { CheckStep } from "./check-step.tsx";
import type { ImportField } from "./import-field.ts";
import { PreviewStep } from "./preview-step.tsx";
import { UploadStep } from "./upload-step.tsx";

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
  const t = useTranslations("imports");
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
        <PreviewStep
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
        <CheckStep check={check} again={again ?? t("again")} onBack={() => setCheckId(null)} onImport={write} />
      )}
    </Page>
  );
}
