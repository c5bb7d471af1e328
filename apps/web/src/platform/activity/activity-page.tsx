"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { entityNames } from "@waybill/validators";
import { ArrowRightIcon, ChevronDownIcon, HistoryIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ExportButton } from "@/components/export-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { FilterChip } from "@/components/list-tools.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Input, Select } from "@/components/ui/input.tsx";
import { Badge, Card, Skeleton } from "@/components/ui/surface.tsx";
import { cn } from "@/lib/cn.ts";
import { byCursor } from "@/lib/cursor.ts";
import { entityViews, pathOf } from "@/lib/registry.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useCan } from "@/lib/use-access.ts";
import { useAction } from "@/lib/use-action.ts";
import { useWords } from "@/lib/words.ts";
import { RetentionNote } from "@/platform/retention/retention-note.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { activityFilterOf, activityListInput } from "./activity-list.ts";

type Entry = RouterOutputs["activity"]["list"]["items"][number];

/** The activity of the organisation. */
export function ActivityPage() {
  const t = useTranslations("activity");
  const trpc = useTRPC();
  const [url] = useUrlState();
  const query = useInfiniteQuery(trpc.activity.list.infiniteQueryOptions(activityListInput(url), byCursor));
  const rows = query.data?.pages.flatMap((page) => page.items);
  const filtered = Object.keys(activityFilterOf(url)).length > 0;
  const clear = useClear();
  const can = useCan();
  const { run: runExport } = useAction(trpc.activity.export.mutationOptions());
  const exporting = can("activity.export") && (
    <ExportButton run={(format) => runExport({ ...activityFilterOf(url), format })} />
  );
  return (
    <Page title={t("title")} actions={exporting}>
      <Filters />
      <ListBody
        query={query}
        count={rows?.length}
        filtered={filtered}
        onClear={clear}
        empty={
          <EmptyState icon={<HistoryIcon />} title={t("none.title")}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <Card>
          {!rows && <Skeleton className="h-96" />}
          <ol aria-label={t("title")} className="divide-y divide-line">
            {rows?.map((entry) => (
              <ActivityEntry key={entry.id} entry={entry} />
            ))}
          </ol>
        </Card>
      </ListBody>
      <MoreButton query={query} />
      <RetentionNote name="activity" />
    </Page>
  );
}

function useClear() {
  const [, set] = useUrlState();
  return () =>
    set({ who: undefined, about: undefined, id: undefined, request: undefined, from: undefined, to: undefined });
}

function Filters() {
  const t = useTranslations("activity.filters");
  const words = useWords();
  const trpc = useTRPC();
  const [url, setUrl] = useUrlState();
  const { data: people } = useQuery(trpc.activity.people.queryOptions());
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("person")}
        className="w-auto"
        value={url.who ?? ""}
        onChange={(event) => setUrl({ who: event.target.value })}
      >
        <option value="">{t("anybody")}</option>
        {people?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("subject")}
        className="w-auto"
        value={url.about ?? ""}
        onChange={(event) => setUrl({ about: event.target.value, id: undefined })}
      >
        <option value="">{t("anything")}</option>
        {entityNames
          .filter((entity) => entity !== "presence")
          .map((entity) => (
            <option key={entity} value={entity}>
              {words.entity(entity)}
            </option>
          ))}
      </Select>
      <label className="flex items-center gap-1.5 text-ink-soft">
        {t("from")}
        <Input
          type="date"
          className="w-auto"
          value={url.from ?? ""}
          onChange={(event) => setUrl({ from: event.target.value })}
        />
      </label>
      <label className="flex items-center gap-1.5 text-ink-soft">
        {t("to")}
        <Input
          type="date"
          className="w-auto"
          value={url.to ?? ""}
          onChange={(event) => setUrl({ to: event.target.value })}
        />
      </label>
      {url.id && (
        <FilterChip
          label={url.about ? words.entity(url.about) : t("about")}
          value={t("thisOne")}
          onRemove={() => setUrl({ id: undefined })}
        />
      )}
      {url.request && (
        <FilterChip label={t("request")} value={url.request} onRemove={() => setUrl({ request: undefined })} />
      )}
    </div>
  );
}

/** The page of an entry's record; null without one. */
function hrefOf(tenant: string, { entity, entityId, before, after }: Entry): string | null {
  const gone = before !== null && after === null;
  const path = entityId && !gone ? pathOf(entity, entityId) : null;
  return path && `/t/${tenant}${path}`;
}

function ActivityEntry({ entry }: { entry: Entry }) {
  const t = useTranslations("activity");
  const apiText = useApiText();
  const actorNames = useTranslations("common.actor");
  const tenant = useTenant();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { userName, actor, actorName, actorId, summary, createdAt, entity, entityId, requestId, ip } = entry;
  const href = hrefOf(tenant, entry);
  const base = `/t/${tenant}/activity`;
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-64 break-words">
          <span className="font-medium">
            {actor === "job" || actor === "system" ? actorNames("system") : (userName ?? actorNames("somebody"))}
          </span>{" "}
          {href ? (
            <Link href={href} className="rounded hover:underline">
              {apiText(summary)}
            </Link>
          ) : (
            apiText(summary)
          )}{" "}
          {actor === "job" && userName && <span className="text-ink-soft">{t("entry.for", { name: userName })} </span>}
          {actor !== "user" && actor !== "system" && (
            <Badge variant="neutral">
              {actor === "apiKey" && actorName ? t("actors.apiKeyNamed", { name: actorName }) : t(`actors.${actor}`)}
            </Badge>
          )}
        </p>
        <span className="text-ink-faint text-meta">
          <RelativeTime at={createdAt} />
        </span>
        <button
          type="button"
          aria-expanded={open}
          aria-label={t(open ? "entry.hide" : "entry.show")}
          onClick={() => setOpen(!open)}
          className="rounded p-1 text-ink-faint hover:bg-sunken hover:text-ink"
        >
          <ChevronDownIcon aria-hidden className={cn("size-4", open && "rotate-180")} />
        </button>
      </div>
      {open && (
        <div className="mt-2 flex flex-col gap-3 rounded-md bg-sunken/60 p-3">
          <Changes entry={entry} />
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-meta">
            {ip && <span>{t("entry.from", { ip })}</span>}
            <Link
              href={`${base}?request=${encodeURIComponent(requestId)}`}
              className="break-all rounded underline underline-offset-2"
            >
              {t("entry.request", { id: requestId })}
            </Link>
            {entityId && (
              <Link href={`${base}?about=${entity}&id=${entityId}`} className="rounded underline underline-offset-2">
                {t("entry.all", { subject: words.entityInSentence(entity) })}
              </Link>
            )}
            {actor === "job" && actorId && (
              <Link href={`/t/${tenant}/jobs/${actorId}`} className="rounded underline underline-offset-2">
                {t("entry.job")}
              </Link>
            )}
          </p>
        </div>
      )}
    </li>
  );
}

const written = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** A value as text; undefined if it is empty. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return (Array.isArray(value) ? value.map(written).join(", ") : written(value)) || undefined;
}

/** The changed fields, before and after. */
function Changes({ entry: { entity, before, after } }: { entry: Entry }) {
  const t = useTranslations("activity.entry");
  const words = useWords();
  const module = entityViews.get(entity)?.module ?? "activity";
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => name !== "version",
  );
  if (names.length === 0) return null;
  return (
    <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1">
      {names.map((name) => (
        <div key={name} className="contents">
          <dt className="text-ink-faint">{words.field(module, name)}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-2 break-all">
            {before && name in before && (
              <>
                <span className="text-ink-soft line-through">{textOf(before[name]) ?? t("nothing")}</span>
                {after && <ArrowRightIcon aria-label={t("became")} className="size-3.5 text-ink-faint" />}
              </>
            )}
            {after && name in after && <span>{textOf(after[name]) ?? t("nothing")}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
