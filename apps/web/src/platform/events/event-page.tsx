"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { RotateCwIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Facts } from "@/components/facts.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Loaded } from "@/components/loaded.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useActorName } from "@/formats/use-actor-name.ts";
import { useTabTitle } from "@/navigation/tab-title.ts";
import { JobBadge } from "@/platform/jobs/job-parts.tsx";
import { useWords } from "@/texts/words.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

type Event = RouterOutputs["events"]["byId"];

/** One event: its payload and its handlers. */
export function EventPage({ id }: { id: string }) {
  const t = useTranslations("events");
  const query = useQuery(useTRPC().events.byId.queryOptions({ id }));
  const crumbs = [{ label: t("title"), href: `/t/${useTenant()}/events` }];
  return (
    <Loaded query={query} title={t("single")} crumbs={crumbs}>
      {(event) => <LoadedEvent event={event} crumbs={crumbs} />}
    </Loaded>
  );
}

function LoadedEvent({ event, crumbs }: { event: Event; crumbs: { label: string; href: string }[] }) {
  const t = useTranslations("events");
  const actorName = useActorName();
  useTabTitle(event.name);
  const facts: [string, ReactNode][] = [
    [t("columns.when"), <RelativeTime key="when" at={event.createdAt} />],
    [t("columns.causedBy"), actorName(event)],
    [t("columns.version"), event.version],
    [
      t("columns.request"),
      <span key="request" className="break-all">
        {event.requestId}
      </span>,
    ],
  ];
  return (
    <Page title={event.name} crumbs={crumbs}>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <div className="flex flex-col gap-4">
          <Panel title={t("page.handlers")}>
            <HandlerJobs event={event} />
          </Panel>
          <Panel title={t("columns.payload")}>
            <pre className="overflow-x-auto whitespace-pre-wrap break-all text-meta">
              {JSON.stringify(event.payload, null, 2)}
            </pre>
          </Panel>
        </div>
        <Panel title={t("page.details")}>
          <Facts facts={facts} />
        </Panel>
      </div>
    </Page>
  );
}

function HandlerJobs({ event }: { event: Event }) {
  const words = useWords();
  const t = useTranslations("events.page");
  const trpc = useTRPC();
  const tenant = useTenant();
  const { data: map } = useQuery(trpc.events.map.queryOptions());
  const { run, pending } = useAction(trpc.events.replay.mutationOptions(), t("replayed"));
  const handlers = map?.find(({ name }) => name === event.name)?.handlers ?? [];
  if (handlers.length === 0) return <p className="text-ink-soft">{t("noHandlers")}</p>;
  return (
    <ul className="-my-2 divide-y divide-line">
      {handlers.map(({ name, module, async }) => (
        <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
          <div className="min-w-48 flex-1">
            <p className="font-medium">{name}</p>
            <p className="text-ink-faint text-meta">
              {t(async ? "later" : "inside", { module: words.module(module) })}
            </p>
          </div>
          <div className="flex flex-wrap gap-2">
            {event.handlerJobs
              .filter((job) => job.name === name)
              .map((job) => (
                <Link key={job.id} href={`/t/${tenant}/jobs/${job.id}`} className="rounded">
                  <JobBadge state={job.state} />
                </Link>
              ))}
          </div>
          {async && (
            <GuardedButton
              permission="events.replay"
              size="sm"
              disabled={pending}
              onClick={() => run({ handler: name, eventId: event.id })}
            >
              <RotateCwIcon /> {t("replay")}
            </GuardedButton>
          )}
        </li>
      ))}
    </ul>
  );
}
