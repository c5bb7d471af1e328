"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { QueueAction } from "@waybill/validators";
import { LifeBuoyIcon, RotateCwIcon, XIcon } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice, Panel } from "@/components/ui/surface.tsx";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { readAgainMs } from "./operator-frame.tsx";
import { at } from "./operator-paths.ts";
import { QueueActions } from "./queue-actions.tsx";
import { attemptsOf, Count, KindBadge, Moment } from "./queue-parts.tsx";
import { EnterDialog } from "./support-page.tsx";

type Kind = RouterOutputs["queues"]["byKind"];

const crumbs = [{ label: "Queues", href: at.queues }];

/** One kind of job, over all organisations: how many there are, and what to do where they have failed. */
export function KindPage({ kind }: { kind: string }) {
  const query = useQuery(useTRPC().queues.byKind.queryOptions({ kind }, { refetchInterval: readAgainMs }));
  return (
    <main className="flex min-h-dvh flex-col">
      <Loaded query={query} what="Kind of job" crumbs={crumbs}>
        {(loaded) => <LoadedKind kind={loaded} />}
      </Loaded>
    </main>
  );
}

function LoadedKind({ kind }: { kind: Kind }) {
  const [asking, setAsking] = useState<QueueAction | null>(null);
  const { title, failed, known, tenants } = kind;
  const unfinished = kind.ready + kind.deferred + kind.running;
  return (
    <Page
      title={title}
      crumbs={crumbs}
      badge={<KindBadge kind={kind} />}
      actions={
        <>
          <Button variant="danger" disabled={unfinished === 0} onClick={() => setAsking("cancel")}>
            <XIcon /> Cancel…
          </Button>
          <Button variant="primary" disabled={failed === 0 || !known} onClick={() => setAsking("retry")}>
            <RotateCwIcon /> Run failed again…
          </Button>
        </>
      }
    >
      {!known && (
        <Notice kind="warning">
          The code has no such kind of job any more: nothing runs these. Cancel those that wait; what has failed goes by
          itself within a week.
        </Notice>
      )}
      <QueueActions kind={kind.kind} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <Organisations kind={kind} />
        <Panel title="Facts">
          <Facts facts={factsOf(kind)} />
        </Panel>
      </div>
      {asking && (
        <ActionDialog
          action={asking}
          kind={kind.kind}
          title={title}
          tenants={tenants}
          onClose={() => setAsking(null)}
        />
      )}
    </Page>
  );
}

function factsOf(kind: Kind): [string, ReactNode][] {
  const { failures } = kind;
  return [
    ["Name", <code key="name">{kind.kind}</code>],
    ...(kind.handlerOf ? ([["Reacts to", kind.handlerOf]] satisfies [string, ReactNode][]) : []),
    ["Ready", <Count key="ready" of={kind.ready} />],
    ["Later", <Count key="later" of={kind.deferred} />],
    ["Running", <Count key="running" of={kind.running} />],
    ["Failed", <Count key="failed" of={kind.failed} danger />],
    ...(failures
      ? ([
          ["First failure", <Moment key="first" at={failures.firstAt} />],
          ["Last failure", <Moment key="last" at={failures.lastAt} />],
          ["Attempts", attemptsOf(failures)],
        ] satisfies [string, ReactNode][])
      : []),
    ["Oldest ready", <Moment key="oldest" at={kind.oldestReadyAt} />],
    ["Last done", <Moment key="done" at={kind.lastDoneAt} />],
    ["Done in 5 minutes", <Count key="lately" of={kind.doneLately} />],
  ];
}

/** Whose jobs they are. What is in them is shown on the organisation's own pages, while support access is open. */
function Organisations({ kind: { kind, tenants, moreTenants } }: { kind: Kind }) {
  const { formatCount } = useFormats();
  const [entering, setEntering] = useState<string | null>(null);
  return (
    <Panel title="Organisations">
      {tenants.length === 0 && <p className="text-ink-soft">No organisation has a job of this kind in the queue.</p>}
      <ul className="-my-2 divide-y divide-line">
        {tenants.map(({ id, name, slug, failed, waiting, running, lastFailedAt, supportOpen }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="break-words font-medium">{name}</p>
              <p className="text-ink-faint text-meta">
                {formatCount(failed)} failed, {formatCount(waiting)} waiting, {formatCount(running)} running
                {lastFailedAt && (
                  <>
                    , last failure <Moment at={lastFailedAt} />
                  </>
                )}
              </p>
            </div>
            {supportOpen ? (
              <Button asChild size="sm">
                <Link href={`/t/${slug}/jobs?kind=${encodeURIComponent(kind)}`}>
                  Jobs<span className="sr-only"> of {name}</span>
                </Link>
              </Button>
            ) : (
              <Button size="sm" onClick={() => setEntering(slug)}>
                <LifeBuoyIcon /> Look into<span className="sr-only"> {name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {moreTenants && <p className="mt-3 text-ink-faint text-meta">And others, with fewer.</p>}
      {entering && <EnterDialog tenant={entering} onClose={() => setEntering(null)} />}
    </Panel>
  );
}
