"use client";

import { useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { CircleCheckIcon, LayersIcon, UnplugIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Badge, Notice, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { OperatorFrame, refetchMs } from "./operator-frame.tsx";
import { operatorPaths } from "./operator-paths.ts";
import { QueueActions } from "./queue-actions.tsx";
import { Count, type Kind, KindBadge, Moment, useAttempts } from "./queue-parts.tsx";

type Failures = RouterOutputs["queues"]["failures"]["items"][number];

const polling = { refetchInterval: refetchMs };

/** The queues of the installation: states and counts, without the content of jobs. */
export function QueuesPage() {
  return (
    <OperatorFrame>
      <NoWorker />
      <QueueActions />
      <FailedJobs />
      <Kinds />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Schedules />
        <Workers />
      </div>
    </OperatorFrame>
  );
}

function NoWorker() {
  const t = useTranslations("operator.queues");
  const { data } = useQuery(useTRPC().queues.workers.queryOptions(undefined, polling));
  if (!data || data.items.length > 0) return null;
  return (
    <Notice variant="warning" icon={<UnplugIcon aria-hidden />}>
      {t("noWorker")}
    </Notice>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** The title of a kind, and its name in code and logs. */
function KindName({ kind: { title, kind } }: { kind: Pick<Kind, "title" | "kind"> }) {
  return (
    <>
      <span className="break-words">{useApiText()(title)}</span>
      <span className="block break-all font-normal text-ink-faint text-meta">{kind}</span>
    </>
  );
}

/** The columns of failed kinds. */
function useFailureColumns(): ColumnDef<Failures & { id: string }>[] {
  const t = useTranslations("operator.queues");
  const attemptsOf = useAttempts();
  return [
    {
      id: "kind",
      header: t("columns.kind"),
      cell: ({ row: { original } }) => (
        <>
          <KindName kind={original} />
          {original.handlerOf && <Badge variant="neutral">{t("failed.deadLetters")}</Badge>}
        </>
      ),
    },
    {
      id: "failed",
      header: t("columns.failed"),
      meta: { numeric: true },
      cell: ({ row: { original } }) => <Count of={original.failed} danger />,
    },
    {
      id: "tenants",
      header: t("columns.tenants"),
      meta: { numeric: true, from: "sm" },
      cell: ({ row: { original } }) => <Count of={original.tenants} />,
    },
    {
      id: "attempts",
      header: t("columns.attempts"),
      meta: { numeric: true, from: "md" },
      cell: ({ row: { original } }) => attemptsOf(original),
    },
    {
      id: "first",
      header: t("columns.first"),
      meta: { from: "md" },
      cell: ({ row: { original } }) => <Moment at={original.firstAt} />,
    },
    { id: "last", header: t("columns.last"), cell: ({ row: { original } }) => <Moment at={original.lastAt} /> },
  ];
}

const withId = <Row extends { kind: string }>(rows: Row[] | undefined) =>
  rows?.map((row) => ({ ...row, id: row.kind }));

function FailedJobs() {
  const t = useTranslations("operator.queues.failed");
  const columns = useFailureColumns();
  const query = useQuery(useTRPC().queues.failures.queryOptions(undefined, polling));
  const rows = withId(query.data?.items);
  return (
    <Section title={t("title")}>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={false}
        onClear={() => {}}
        empty={
          <EmptyState icon={<CircleCheckIcon />} title={t("none")}>
            {t("about")}
          </EmptyState>
        }
      >
        <DataTable
          label={t("title")}
          columns={columns}
          rows={rows}
          href={({ kind }) => operatorPaths.kind(kind)}
          skeletonRows={2}
        />
      </ListBody>
    </Section>
  );
}

const countColumn = (id: string, header: string, of: (kind: Kind) => number, from?: "sm" | "md" | "lg" | "xl") => ({
  id,
  header,
  meta: { numeric: true, ...(from ? { from } : {}) },
  cell: ({ row: { original } }: { row: { original: Kind } }) => <Count of={of(original)} danger={id === "failed"} />,
});

/** The columns of all kinds. */
function useKindColumns(): ColumnDef<Kind & { id: string }>[] {
  const t = useTranslations("operator.queues.columns");
  return [
    { id: "kind", header: t("kind"), cell: ({ row: { original } }) => <KindName kind={original} /> },
    {
      id: "state",
      header: t("state"),
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <KindBadge kind={original} />,
    },
    countColumn("ready", t("ready"), ({ ready }) => ready),
    countColumn("later", t("later"), ({ deferred }) => deferred, "md"),
    countColumn("running", t("running"), ({ running }) => running, "sm"),
    countColumn("failed", t("failed"), ({ failed }) => failed),
    {
      id: "oldest",
      header: t("oldest"),
      meta: { from: "lg" },
      cell: ({ row: { original } }) => <Moment at={original.oldestReadyAt} />,
    },
    countColumn("lately", t("lately"), ({ doneLately }) => doneLately, "xl"),
    {
      id: "done",
      header: t("done"),
      meta: { from: "lg" },
      cell: ({ row: { original } }) => <Moment at={original.lastDoneAt} />,
    },
  ];
}

function Kinds() {
  const t = useTranslations("operator.queues.kinds");
  const columns = useKindColumns();
  const query = useQuery(useTRPC().queues.list.queryOptions(undefined, polling));
  const rows = withId(query.data?.items);
  return (
    <Section title={t("title")}>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={false}
        onClear={() => {}}
        empty={<EmptyState icon={<LayersIcon />} title={t("none")} />}
      >
        <DataTable label={t("label")} columns={columns} rows={rows} href={({ kind }) => operatorPaths.kind(kind)} />
      </ListBody>
    </Section>
  );
}

function Schedules() {
  const t = useTranslations("operator.queues.schedules");
  const apiText = useApiText();
  const { data } = useQuery(useTRPC().queues.schedules.queryOptions(undefined, { refetchInterval: refetchMs * 6 }));
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-16" />}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ name, title, cron, scope, tenants, nextRunAt, lastQueuedAt }) => (
          <li key={name} className="py-2.5">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {apiText(title)}
              <Badge variant="neutral">
                {scope === "installation" ? t("installation") : t("organisations", { count: tenants })}
              </Badge>
            </p>
            <p className="text-ink-faint text-meta">
              {scope === "installation" ? (
                <Times cron={cron} nextRunAt={nextRunAt} lastQueuedAt={lastQueuedAt} />
              ) : (
                t("own")
              )}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The next and the last run of a schedule of the installation. */
function Times({
  cron,
  nextRunAt,
  lastQueuedAt,
}: {
  cron: string;
  nextRunAt: string | null;
  lastQueuedAt: string | null;
}) {
  const t = useTranslations("operator.queues.schedules");
  const values = {
    cron,
    code: (text: ReactNode) => <code>{text}</code>,
    next: () => <Moment at={nextRunAt} />,
    last: () => <Moment at={lastQueuedAt} />,
  };
  if (!nextRunAt) return t.rich(lastQueuedAt ? "unsetAndLast" : "unset", values);
  return t.rich(lastQueuedAt ? "nextAndLast" : "next", values);
}

function Workers() {
  const t = useTranslations("operator.queues.workers");
  const { data } = useQuery(useTRPC().queues.workers.queryOptions(undefined, polling));
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-16" />}
      {data?.items.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, host, pid, running, kinds, startedOn, heartbeatOn }) => (
          <li key={id} className="py-2.5">
            <p className="break-all font-medium">{t("process", { host, pid: String(pid) })}</p>
            <p className="text-ink-faint text-meta">
              {t.rich(kinds === null ? "jobs" : "jobsOfKinds", {
                running,
                kinds: kinds ?? 0,
                started: () => <RelativeTime at={startedOn} />,
                heard: () => <RelativeTime at={heartbeatOn} />,
              })}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
