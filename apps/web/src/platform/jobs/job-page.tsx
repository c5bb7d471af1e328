"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { importResult } from "@waybill/validators";
import { CircleAlertIcon, DownloadIcon, LockIcon, RotateCwIcon, XIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, Suspense } from "react";
import { z } from "zod";
import { Facts } from "@/components/facts.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice, Panel, Progress } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { webModules } from "@/lib/registry.ts";
import { useTabTitle } from "@/lib/tab-title.ts";
import { useCan } from "@/lib/use-access.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { hasEnded, JobBadge } from "./job-parts.tsx";

type Job = RouterOutputs["jobs"]["byId"];

/** Additional content of job pages, by the job's name. */
const ownResults = new Map(webModules.flatMap(({ jobs = {} }) => Object.entries(jobs)));

/** One job: its progress and its result. */
export function JobPage({ id }: { id: string }) {
  const t = useTranslations("jobs");
  const query = useQuery(useTRPC().jobs.byId.queryOptions({ id }));
  const crumbs = [{ label: t("title"), href: `/t/${useTenant()}/jobs` }];
  return (
    <Loaded query={query} title={t("single")} crumbs={crumbs}>
      {(job) => <LoadedJob job={job} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedJob({ job, crumbs }: { job: Job; crumbs: { label: string; href: string }[] }) {
  const t = useTranslations("jobs");
  const actor = useTranslations("common.actor");
  const { formatDuration } = useFormats();
  const apiText = useApiText();
  const title = apiText(job.title);
  useTabTitle(title);
  const tenant = useTenant();
  const can = useCan();
  const OwnResult = ownResults.get(job.name);
  const facts: [string, ReactNode][] = [
    [t("columns.queued"), <RelativeTime key="queued" at={job.createdAt} />],
    [t("columns.for"), job.userName ?? actor("system")],
    [t("columns.attempts"), job.attempts],
    ...(job.startedAt && job.finishedAt
      ? ([[t("columns.took"), formatDuration(Date.parse(job.finishedAt) - Date.parse(job.startedAt))]] satisfies [
          string,
          ReactNode,
        ][])
      : []),
    ...(job.eventId && can("events.read")
      ? ([
          [
            t("page.reactsTo"),
            <Link
              key="event"
              href={`/t/${tenant}/events/${job.eventId}`}
              className="rounded underline underline-offset-2"
            >
              {t("page.event")}
            </Link>,
          ],
        ] satisfies [string, ReactNode][])
      : []),
    [
      t("columns.request"),
      <span key="request" className="break-all">
        {job.requestId}
      </span>,
    ],
  ];
  return (
    <Page title={title} crumbs={crumbs} badge={<JobBadge state={job.state} />} actions={<JobActions job={job} />}>
      {job.error && (
        <Notice variant={job.state === "failed" ? "danger" : "warning"} icon={<CircleAlertIcon aria-hidden />}>
          {apiText(job.error)}
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <div className="flex flex-col gap-4">
          {!job.readable && (
            <Notice variant="info" icon={<LockIcon aria-hidden />}>
              {t("page.hidden")}
            </Notice>
          )}
          <Panel title={t("columns.progress")}>
            <div className="flex flex-col gap-3" aria-live="polite">
              {job.total !== null && <Progress value={job.done / Math.max(1, job.total)} label={title} />}
              <p className="text-ink-soft">
                {job.message
                  ? apiText(job.message)
                  : t(hasEnded(job.state) ? "page.ended" : job.readable ? "page.silent" : "page.notEnded")}
              </p>
              <Result result={job.result} />
            </div>
          </Panel>
          {OwnResult && job.readable && (
            <Suspense>
              <OwnResult job={job} />
            </Suspense>
          )}
          <Lines lines={job.lines} />
        </div>
        <Panel title={t("page.details")}>
          <Facts facts={facts} />
        </Panel>
      </div>
    </Page>
  );
}

/** Cancels an unfinished job, or retries a failed or cancelled one. */
function JobActions({ job }: { job: Job }) {
  const t = useTranslations("jobs.page");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const cancel = useAction(trpc.jobs.cancel.mutationOptions(), t("cancelled"));
  const retry = useAction(trpc.jobs.retry.mutationOptions(), t("runsAgain"));
  const after = (run: typeof cancel.run) => async () => {
    await run({ id: job.id });
    await invalidateEntity(queryClient, "job");
  };
  if (!hasEnded(job.state)) {
    return (
      <GuardedButton
        permission="jobs.cancel"
        object={job}
        variant="danger"
        disabled={cancel.pending}
        onClick={after(cancel.run)}
      >
        <XIcon /> {t("cancel")}
      </GuardedButton>
    );
  }
  if (job.state === "done") return null;
  return (
    <GuardedButton permission="jobs.retry" object={job} disabled={retry.pending} onClick={after(retry.run)}>
      <RotateCwIcon /> {t("again")}
    </GuardedButton>
  );
}

/** The log of the job. */
function Lines({ lines }: { lines: Job["lines"] }) {
  const t = useTranslations("jobs.page");
  const apiText = useApiText();
  if (lines.length === 0) return null;
  return (
    <Panel title={t("log")}>
      <ol aria-label={t("log")} aria-live="polite" className="flex flex-col gap-1.5">
        {lines.map(({ id, attempt, line, at }) => (
          <li key={id} className="flex flex-wrap gap-x-3">
            <span className="tabular shrink-0 text-ink-faint text-meta">
              <RelativeTime at={at} /> · {attempt}
            </span>
            <span className="min-w-0 flex-1 basis-60 break-words">{apiText(line)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The result of a job that has written a file. */
const fileResult = z.object({ fileId: z.uuid() });

/** The result of an export or an import. */
function Result({ result }: { result: unknown }) {
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
