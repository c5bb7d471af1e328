"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { QueueAction } from "@waybill/validators";
import { failedJobDays } from "@waybill/validators/thresholds";
import { RotateCwIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice, Panel } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { JobTypeOrganisations } from "./job-type-organisations.tsx";
import { polling } from "./operator-frame.tsx";
import { operatorPaths } from "./operator-paths.ts";
import { QueueActions } from "./queue-actions.tsx";
import { Count, JobTypeBadge, Moment, useAttempts } from "./queue-parts.tsx";

type JobType = RouterOutputs["queues"]["byType"];

/** The breadcrumbs of a job type's page. */
function useCrumbs() {
  const t = useTranslations("operator.tabs");
  return [{ label: t("queues"), href: operatorPaths.queues }];
}

/** One job type in all organisations: counts, and actions on failed jobs. */
export function JobTypePage({ type }: { type: string }) {
  const t = useTranslations("operator.jobType");
  const crumbs = useCrumbs();
  const query = useQuery(useTRPC().queues.byType.queryOptions({ type }, polling));
  return (
    <main className="flex min-h-dvh flex-col">
      <Loaded query={query} title={t("single")} crumbs={crumbs}>
        {(loaded) => <LoadedJobType jobType={loaded} />}
      </Loaded>
    </main>
  );
}

function LoadedJobType({ jobType }: { jobType: JobType }) {
  const t = useTranslations("operator.jobType");
  const crumbs = useCrumbs();
  const facts = useFacts(jobType);
  const [asking, setAsking] = useState<QueueAction | null>(null);
  const { failed, known, tenants } = jobType;
  const title = useApiText()(jobType.title);
  const unfinished = jobType.ready + jobType.deferred + jobType.running;
  return (
    <Page
      title={title}
      crumbs={crumbs}
      badge={<JobTypeBadge jobType={jobType} />}
      actions={
        <>
          <Button variant="danger" disabled={unfinished === 0} onClick={() => setAsking("cancel")}>
            <XIcon /> {t("cancel")}
          </Button>
          <Button variant="primary" disabled={failed === 0 || !known} onClick={() => setAsking("retry")}>
            <RotateCwIcon /> {t("retry")}
          </Button>
        </>
      }
    >
      {!known && <Notice variant="warning">{t("unknown", { days: failedJobDays })}</Notice>}
      <QueueActions type={jobType.type} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <JobTypeOrganisations jobType={jobType} />
        <Panel title={t("details")}>
          <Facts facts={facts} />
        </Panel>
      </div>
      {asking && (
        <ActionDialog
          action={asking}
          type={jobType.type}
          title={title}
          tenants={tenants}
          onClose={() => setAsking(null)}
        />
      )}
    </Page>
  );
}

function useFacts(jobType: JobType): [string, ReactNode][] {
  const t = useTranslations("operator.jobType");
  const attemptsOf = useAttempts();
  const { failures } = jobType;
  return [
    [t("name"), <code key="name">{jobType.type}</code>],
    ...(jobType.handlerOf ? ([[t("reactsTo"), jobType.handlerOf]] satisfies [string, ReactNode][]) : []),
    [t("ready"), <Count key="ready" of={jobType.ready} />],
    [t("deferred"), <Count key="deferred" of={jobType.deferred} />],
    [t("running"), <Count key="running" of={jobType.running} />],
    [t("failed"), <Count key="failed" of={jobType.failed} danger />],
    ...(failures
      ? ([
          [t("firstFailure"), <Moment key="first" at={failures.firstAt} />],
          [t("lastFailure"), <Moment key="last" at={failures.lastAt} />],
          [t("attempts"), attemptsOf(failures)],
        ] satisfies [string, ReactNode][])
      : []),
    [t("oldest"), <Moment key="oldest" at={jobType.oldestReadyAt} />],
    [t("lastDone"), <Moment key="done" at={jobType.lastDoneAt} />],
    [t("doneInLast5Minutes"), <Count key="doneInLast5Minutes" of={jobType.doneInLast5Minutes} />],
  ];
}
