"use client";

import { useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { CircleCheckIcon, LayersIcon, UnplugIcon } from "lucide-react";
import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Badge, Notice, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { OperatorFrame, readAgainMs } from "./operator-frame.tsx";
import { at } from "./operator-paths.ts";
import { QueueActions } from "./queue-actions.tsx";
import { attemptsOf, Count, countOf, type Kind, KindBadge, Moment } from "./queue-parts.tsx";

type Failures = RouterOutputs["queues"]["failures"]["items"][number];

const again = { refetchInterval: readAgainMs };

/** The queues of the whole installation: how they are, never what is in a job. */
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
  const { data } = useQuery(useTRPC().queues.workers.queryOptions(undefined, again));
  if (!data || data.items.length > 0) return null;
  return (
    <Notice kind="warning" icon={<UnplugIcon aria-hidden />}>
      No worker is running. Jobs wait until one is started.
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

/** What a kind is called, and the name that the code and the logs have for it. */
function KindName({ kind: { title, kind } }: { kind: Pick<Kind, "title" | "kind"> }) {
  return (
    <>
      <span className="break-words">{title}</span>
      <span className="block break-all font-normal text-ink-faint text-meta">{kind}</span>
    </>
  );
}

const failureColumns: ColumnDef<Failures & { id: string }>[] = [
  {
    id: "kind",
    header: "Kind",
    cell: ({ row: { original } }) => (
      <>
        <KindName kind={original} />
        {original.handlerOf && <Badge look="neutral">Dead letters</Badge>}
      </>
    ),
  },
  {
    id: "failed",
    header: "Failed",
    meta: { numeric: true },
    cell: ({ row: { original } }) => <Count of={original.failed} danger />,
  },
  {
    id: "tenants",
    header: "Organisations",
    meta: { numeric: true, from: "sm" },
    cell: ({ row: { original } }) => <Count of={original.tenants} />,
  },
  {
    id: "attempts",
    header: "Attempts",
    meta: { numeric: true, from: "md" },
    cell: ({ row: { original } }) => attemptsOf(original),
  },
  {
    id: "first",
    header: "First",
    meta: { from: "md" },
    cell: ({ row: { original } }) => <Moment at={original.firstAt} />,
  },
  { id: "last", header: "Last", cell: ({ row: { original } }) => <Moment at={original.lastAt} /> },
];

const withId = <Row extends { kind: string }>(rows: Row[] | undefined) =>
  rows?.map((row) => ({ ...row, id: row.kind }));

function FailedJobs() {
  const query = useQuery(useTRPC().queues.failures.queryOptions(undefined, again));
  const rows = withId(query.data?.items);
  return (
    <Section title="Failed jobs">
      <ListBody
        query={query}
        count={rows?.length}
        filtered={false}
        onClear={() => {}}
        empty={
          <EmptyState icon={<CircleCheckIcon />} title="No failed jobs">
            Jobs whose last attempt failed stand here for a week, by kind. Those of handlers are dead letters.
          </EmptyState>
        }
      >
        <DataTable
          label="Failed jobs"
          columns={failureColumns}
          rows={rows}
          href={({ kind }) => at.kind(kind)}
          skeletonRows={2}
        />
      </ListBody>
    </Section>
  );
}

const numbers = (id: string, header: string, of: (kind: Kind) => number, from?: "sm" | "md" | "lg" | "xl") => ({
  id,
  header,
  meta: { numeric: true, ...(from ? { from } : {}) },
  cell: ({ row: { original } }: { row: { original: Kind } }) => <Count of={of(original)} danger={id === "failed"} />,
});

const kindColumns: ColumnDef<Kind & { id: string }>[] = [
  { id: "kind", header: "Kind", cell: ({ row: { original } }) => <KindName kind={original} /> },
  {
    id: "state",
    header: "State",
    meta: { from: "sm" },
    cell: ({ row: { original } }) => <KindBadge kind={original} />,
  },
  numbers("ready", "Ready", ({ ready }) => ready),
  numbers("later", "Later", ({ deferred }) => deferred, "md"),
  numbers("running", "Running", ({ running }) => running, "sm"),
  numbers("failed", "Failed", ({ failed }) => failed),
  {
    id: "oldest",
    header: "Oldest ready",
    meta: { from: "lg" },
    cell: ({ row: { original } }) => <Moment at={original.oldestReadyAt} />,
  },
  numbers("lately", "Done in 5 minutes", ({ doneLately }) => doneLately, "xl"),
  {
    id: "done",
    header: "Last done",
    meta: { from: "lg" },
    cell: ({ row: { original } }) => <Moment at={original.lastDoneAt} />,
  },
];

function Kinds() {
  const query = useQuery(useTRPC().queues.list.queryOptions(undefined, again));
  const rows = withId(query.data?.items);
  return (
    <Section title="All kinds of jobs">
      <ListBody
        query={query}
        count={rows?.length}
        filtered={false}
        onClear={() => {}}
        empty={<EmptyState icon={<LayersIcon />} title="No kinds of jobs" />}
      >
        <DataTable label="Kinds of jobs" columns={kindColumns} rows={rows} href={({ kind }) => at.kind(kind)} />
      </ListBody>
    </Section>
  );
}

function Schedules() {
  const { data } = useQuery(useTRPC().queues.schedules.queryOptions(undefined, { refetchInterval: readAgainMs * 6 }));
  return (
    <Panel title="Schedules">
      {!data && <Skeleton className="h-16" />}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ name, title, cron, scope, tenants, nextRunAt, lastQueuedAt }) => (
          <li key={name} className="py-2.5">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {title}
              <Badge look="neutral">
                {scope === "installation" ? "Installation" : countOf(tenants, "organisation")}
              </Badge>
            </p>
            <p className="text-ink-faint text-meta">
              {scope === "installation" ? (
                <>
                  <code>{cron}</code> in UTC,{" "}
                  {nextRunAt ? (
                    <>
                      next <RelativeTime at={nextRunAt} />
                    </>
                  ) : (
                    "not set yet: no worker has started"
                  )}
                  {lastQueuedAt && (
                    <>
                      , last <RelativeTime at={lastQueuedAt} />
                    </>
                  )}
                </>
              ) : (
                "At a time of each organisation's own"
              )}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Workers() {
  const { data } = useQuery(useTRPC().queues.workers.queryOptions(undefined, again));
  return (
    <Panel title="Workers">
      {!data && <Skeleton className="h-16" />}
      {data?.items.length === 0 && <p className="text-ink-soft">No worker is running.</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, host, pid, running, kinds, startedOn, heartbeatOn }) => (
          <li key={id} className="py-2.5">
            <p className="break-all font-medium">
              {host}, process {pid}
            </p>
            <p className="text-ink-faint text-meta">
              {countOf(running, "job")} in hand
              {kinds !== null && ` of ${countOf(kinds, "kind")}`}, started <RelativeTime at={startedOn} />, heard of{" "}
              <RelativeTime at={heartbeatOn} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
