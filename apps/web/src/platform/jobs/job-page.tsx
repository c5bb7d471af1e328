"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { CircleAlertIcon, LockIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, Suspense } from "react";
import { Facts } from "@/components/facts.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Notice, Panel, Progress } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { webModules } from "@/manifests/registry.ts";
import { useTabTitle } from "@/navigation/tab-title.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";
import { JobActions } from "./job-actions.tsx";
import { JobLog } from "./job-log.tsx";
import { hasEnded, JobBadge } from "./job-parts.tsx";
import { JobResult } from "./job-result.tsx";

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
    [t("columns.startedBy"), job.userName ?? actor("system")],
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
              <JobResult result={job.result} />
            </div>
          </Panel>
          {OwnResult && job.readable && (
            <Suspense>
              <OwnResult job={job} />
            </Suspense>
          )}
          <JobLog lines={job.lines} />
        </div>
        <Panel title={t("page.details")}>
          <Facts facts={facts} />
        </Panel>
      </div>
    </Page>
  );
}
