"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { importResult } from "@waybill/validators";
import { CircleAlertIcon, DownloadIcon, XIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Facts } from "@/components/facts.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice, Panel, Progress } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { formatCount } from "@/lib/format.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { hasEnded, JobBadge, jobTitle } from "./job-parts.tsx";

type Job = RouterOutputs["jobs"]["byId"];

/** One job: how far it is, and what came of it. */
export function JobPage({ id }: { id: string }) {
  const query = useQuery(useTRPC().jobs.byId.queryOptions({ id }));
  const crumbs = [{ label: "Jobs", href: `/t/${useTenant()}/jobs` }];
  return (
    <Loaded query={query} what="Job" crumbs={crumbs}>
      {(job) => <LoadedJob job={job} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedJob({ job, crumbs }: { job: Job; crumbs: { label: string; href: string }[] }) {
  const facts: [string, ReactNode][] = [
    ["Queued", <RelativeTime key="queued" at={String(job.createdAt)} />],
    ["For", job.userName ?? "The system"],
    ["Attempts", job.attempts],
    [
      "Request",
      <span key="request" className="break-all">
        {job.requestId}
      </span>,
    ],
  ];
  return (
    <Page
      title={jobTitle(job.name)}
      crumbs={crumbs}
      badge={<JobBadge state={job.state} />}
      actions={!hasEnded(job.state) && <CancelJob id={job.id} />}
    >
      {job.error && (
        <Notice kind={job.state === "failed" ? "danger" : "warning"} icon={<CircleAlertIcon aria-hidden />}>
          {job.error}
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <Panel title="Progress">
          <div className="flex flex-col gap-3" aria-live="polite">
            {job.total !== null && <Progress value={job.done / Math.max(1, job.total)} label={jobTitle(job.name)} />}
            <p className="text-ink-soft">
              {job.message ?? (hasEnded(job.state) ? "It has ended." : "It has not said anything yet.")}
            </p>
            <Result result={job.result} />
          </div>
        </Panel>
        <Panel title="Facts">
          <Facts facts={facts} />
        </Panel>
      </div>
    </Page>
  );
}

function CancelJob({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().jobs.cancel.mutationOptions(), "The job was cancelled");
  return (
    <GuardedButton
      permission="jobs.cancel"
      variant="danger"
      disabled={pending}
      onClick={async () => {
        await run({ id });
        await invalidateEntity(queryClient, "job");
      }}
    >
      <XIcon /> Cancel
    </GuardedButton>
  );
}

/** What an import did, and the rows that it refused. */
function Result({ result }: { result: unknown }) {
  const tenant = useTenant();
  const parsed = importResult.safeParse(result);
  if (!parsed.success) return null;
  const { rows, created, updated, refused, errorFileId } = parsed.data;
  const facts: [string, ReactNode][] = [
    ["Rows read", formatCount(rows)],
    ["Created", formatCount(created)],
    ["Changed", formatCount(updated)],
    ["Refused", formatCount(refused)],
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
              <DownloadIcon /> Download the refused rows
            </a>
          </Button>
        </div>
      )}
    </>
  );
}
