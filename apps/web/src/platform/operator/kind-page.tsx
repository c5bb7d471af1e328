"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { QueueAction } from "@waybill/validators";
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
import { KindOrganisations } from "./kind-organisations.tsx";
import { polling } from "./operator-frame.tsx";
import { operatorPaths } from "./operator-paths.ts";
import { QueueActions } from "./queue-actions.tsx";
import { Count, KindBadge, Moment, useAttempts } from "./queue-parts.tsx";

type Kind = RouterOutputs["queues"]["byKind"];

/** The breadcrumbs of a job type's page. */
function useCrumbs() {
  const t = useTranslations("operator.tabs");
  return [{ label: t("queues"), href: operatorPaths.queues }];
}

/** One job type in all organisations: counts, and actions on failed jobs. */
export function KindPage({ kind }: { kind: string }) {
  const t = useTranslations("operator.kind");
  const crumbs = useCrumbs();
  const query = useQuery(useTRPC().queues.byKind.queryOptions({ kind }, polling));
  return (
    <main className="flex min-h-dvh flex-col">
      <Loaded query={query} title={t("single")} crumbs={crumbs}>
        {(loaded) => <LoadedKind kind={loaded} />}
      </Loaded>
    </main>
  );
}

function LoadedKind({ kind }: { kind: Kind }) {
  const t = useTranslations("operator.kind");
  const crumbs = useCrumbs();
  const facts = useFacts(kind);
  const [asking, setAsking] = useState<QueueAction | null>(null);
  const { failed, known, tenants } = kind;
  const title = useApiText()(kind.title);
  const unfinished = kind.ready + kind.deferred + kind.running;
  return (
    <Page
      title={title}
      crumbs={crumbs}
      badge={<KindBadge kind={kind} />}
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
      {!known && <Notice variant="warning">{t("unknown")}</Notice>}
      <QueueActions kind={kind.kind} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <KindOrganisations kind={kind} />
        <Panel title={t("details")}>
          <Facts facts={facts} />
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

function useFacts(kind: Kind): [string, ReactNode][] {
  const t = useTranslations("operator.kind");
  const attemptsOf = useAttempts();
  const { failures } = kind;
  return [
    [t("name"), <code key="name">{kind.kind}</code>],
    ...(kind.handlerOf ? ([[t("reactsTo"), kind.handlerOf]] satisfies [string, ReactNode][]) : []),
    [t("ready"), <Count key="ready" of={kind.ready} />],
    [t("deferred"), <Count key="deferred" of={kind.deferred} />],
    [t("running"), <Count key="running" of={kind.running} />],
    [t("failed"), <Count key="failed" of={kind.failed} danger />],
    ...(failures
      ? ([
          [t("firstFailure"), <Moment key="first" at={failures.firstAt} />],
          [t("lastFailure"), <Moment key="last" at={failures.lastAt} />],
          [t("attempts"), attemptsOf(failures)],
        ] satisfies [string, ReactNode][])
      : []),
    [t("oldest"), <Moment key="oldest" at={kind.oldestReadyAt} />],
    [t("lastDone"), <Moment key="done" at={kind.lastDoneAt} />],
    [t("doneInLast5Minutes"), <Count key="doneInLast5Minutes" of={kind.doneInLast5Minutes} />],
  ];
}
