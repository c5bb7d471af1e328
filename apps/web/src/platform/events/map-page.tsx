"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { maxReplayChecked } from "@waybill/validators";
import { ArrowRightIcon, HistoryIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Badge, Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useWords } from "@/texts/words.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { EventsFrame } from "./events-frame.tsx";

type Entry = RouterOutputs["events"]["map"][number];

/** The events of each module, with their handlers. */
export function EventMapPage() {
  const { data, error, refetch } = useQuery(useTRPC().events.map.queryOptions());
  const words = useWords();
  const [replaying, setReplaying] = useState<string | null>(null);
  const modules = Map.groupBy(data ?? [], ({ module }) => module);
  return (
    <EventsFrame>
      {error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && <Skeleton className="h-96" />}
      <div className="gap-4 xl:columns-2">
        {[...modules].map(([module, events]) => (
          <Panel key={module} title={words.module(module)} className="mb-4 break-inside-avoid">
            <ul className="-my-2 divide-y divide-line">
              {events.map((event) => (
                <EventRow key={event.name} event={event} onReplay={setReplaying} />
              ))}
            </ul>
          </Panel>
        ))}
      </div>
      {replaying && <ReplayDialog handler={replaying} onClose={() => setReplaying(null)} />}
    </EventsFrame>
  );
}

function EventRow({ event, onReplay }: { event: Entry; onReplay: (handler: string) => void }) {
  const words = useWords();
  const t = useTranslations("events");
  const base = `/t/${useTenant()}/events`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2">
      <div className="flex min-w-44 flex-wrap items-center gap-2">
        <Link href={`${base}?name=${event.name}`} className="rounded font-medium hover:underline">
          {event.name}
        </Link>
        {event.version > 1 && <Badge variant="neutral">{t("map.version", { version: String(event.version) })}</Badge>}
      </div>
      <div className="flex flex-1 flex-col gap-1.5">
        {event.handlers.length === 0 && <span className="text-ink-faint text-meta">{t("map.noHandlers")}</span>}
        {event.handlers.map(({ name, module, async }) => (
          <div key={name} className="flex gap-2">
            <ArrowRightIcon aria-hidden className="mt-1 size-3.5 shrink-0 text-ink-faint" />
            <div className="flex min-w-0 flex-wrap items-center gap-x-2">
              <span>{name}</span>
              <span className="text-ink-faint text-meta">
                {t(async ? "page.later" : "page.inside", { module: words.module(module) })}
              </span>
              {async && (
                <GuardedButton permission="events.replay" size="sm" variant="ghost" onClick={() => onReplay(name)}>
                  <HistoryIcon /> {t("map.replay")}
                </GuardedButton>
              )}
            </div>
          </div>
        ))}
      </div>
    </li>
  );
}

/** The value of a date input as an ISO time. Undefined if invalid: the input allows years that no date has. */
function momentOf(text: string): string | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Delivers past events to a handler again: missed ones, or all of a period. */
function ReplayDialog({ handler, onClose }: { handler: string; onClose: () => void }) {
  const t = useTranslations("events.replaying");
  const common = useTranslations("common");
  const { messagesOf } = useRefusals();
  const trpc = useTRPC();
  const router = useRouter();
  const tenant = useTenant();
  const [missedOnly, setMissedOnly] = useState(true);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const input = { handler, missedOnly, from: momentOf(from), to: momentOf(to) };
  const { data, error } = useQuery(trpc.events.replayCount.queryOptions(input));
  const { run, pending } = useAction(trpc.events.replay.mutationOptions());
  return (
    <Dialog open onOpenChange={onClose} title={t("title", { handler })} description={t("about")}>
      <div className="flex flex-col gap-3">
        <label className="flex items-center gap-2">
          <input type="radio" name="which" checked={missedOnly} onChange={() => setMissedOnly(true)} />
          {t("missed")}
        </label>
        <label className="flex items-center gap-2">
          <input type="radio" name="which" checked={!missedOnly} onChange={() => setMissedOnly(false)} />
          {t("all")}
        </label>
        <div className="grid gap-3 sm:grid-cols-2">
          <label className="flex flex-col gap-1.5 font-medium">
            {t("from")}
            <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          </label>
          <label className="flex flex-col gap-1.5 font-medium">
            {t("to")}
            <Input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
          </label>
        </div>
        <p aria-live="polite" className="text-ink-soft">
          {error ? messagesOf(error) : data ? <ReplayCount {...data} /> : t("counting")}
        </p>
      </div>
      <Actions>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <Button
          variant="primary"
          disabled={pending || !data || (data.count === 0 && !data.more)}
          onClick={async () => {
            const answer = await run(input);
            if (answer) router.push(`/t/${tenant}/jobs/${answer.jobId}`);
          }}
        >
          {t("start")}
        </Button>
      </Actions>
    </Dialog>
  );
}

/** The number of events in a replay, or in its first part. */
function ReplayCount({ count, more }: RouterOutputs["events"]["replayCount"]) {
  const t = useTranslations("events.replaying");
  const { formatCount } = useFormats();
  return more ? t("countOfFirst", { count, checked: formatCount(maxReplayChecked) }) : t("count", { count });
}
