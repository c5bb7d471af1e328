"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { jobStates } from "@waybill/validators";
import { ActivityIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Progress } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { byCursor } from "@/lists/cursor.ts";
import { DataTable } from "@/lists/data-table.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { FilterChip } from "@/lists/list-tools.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useFullPage } from "@/lists/use-full-page.ts";
import { useListState } from "@/lists/use-list-state.ts";
import { RetentionNote } from "@/platform/retention/retention-note.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { jobListInput, jobListState } from "./job-list.ts";
import { JobBadge } from "./job-parts.tsx";
import { JobsFrame } from "./jobs-frame.tsx";

type Job = RouterOutputs["jobs"]["list"]["items"][number];

/** The columns of the list. */
function useColumns(): ColumnDef<Job>[] {
  const t = useTranslations("jobs.columns");
  const apiText = useApiText();
  const actor = useTranslations("common.actor");
  const { formatDuration } = useFormats();
  return [
    {
      id: "name",
      header: t("name"),
      cell: ({ row: { original } }) => (
        <>
          <span className="line-clamp-2 min-w-32 @3xl:line-clamp-none @3xl:whitespace-nowrap">
            {apiText(original.title)}
          </span>
          <span className="block font-normal text-ink-soft text-meta @lg:hidden">
            <RelativeTime at={original.createdAt} />
          </span>
        </>
      ),
    },
    { id: "state", header: t("state"), cell: ({ row: { original } }) => <JobBadge state={original.state} /> },
    {
      id: "progress",
      header: t("progress"),
      meta: { from: "lg" },
      cell: ({ row: { original: job } }) => (
        <div className="flex min-w-32 flex-col gap-1">
          {job.total && job.state === "running" ? (
            <Progress value={job.done / job.total} label={apiText(job.title)} />
          ) : null}
          <span className="line-clamp-1 text-ink-soft text-meta">{apiText(job.error ?? job.message ?? "")}</span>
        </div>
      ),
    },
    {
      id: "by",
      header: t("startedBy"),
      meta: { from: "xl" },
      cell: ({ row: { original } }) => (
        <span className="whitespace-nowrap">{original.userName ?? actor("system")}</span>
      ),
    },
    {
      id: "attempts",
      header: t("attempts"),
      meta: { numeric: true, from: "xl" },
      cell: ({ row: { original } }) => original.attempts,
    },
    {
      id: "time",
      header: t("took"),
      meta: { numeric: true, from: "lg" },
      cell: ({ row: { original: job } }) =>
        job.startedAt && job.finishedAt ? formatDuration(Date.parse(job.finishedAt) - Date.parse(job.startedAt)) : "",
    },
    {
      id: "created",
      header: t("queued"),
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <RelativeTime at={original.createdAt} />,
    },
  ];
}

/** The jobs of the tenant. */
export function JobsPage() {
  const t = useTranslations("jobs");
  const columns = useColumns();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [list, setList] = useListState(jobListState);
  const query = useInfiniteQuery(trpc.jobs.list.infiniteQueryOptions(jobListInput(list), byCursor));
  useFullPage(query, 50);
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <JobsFrame>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("filters.state")}
          value={list.state ?? ""}
          onChange={(event) => setList({ state: jobStates.find((known) => known === event.target.value) })}
          className="w-auto"
        >
          <option value="">{t("filters.any")}</option>
          {jobStates.map((known) => (
            <option key={known} value={known}>
              {t(`states.${known}`)}
            </option>
          ))}
        </Select>
        {list.type && (
          <FilterChip label={t("filters.type")} value={list.type} onRemove={() => setList({ type: undefined })} />
        )}
      </div>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={Boolean(list.state || list.type)}
        onClear={() => setList({ state: undefined, type: undefined })}
        empty={
          <EmptyState icon={<ActivityIcon />} title={t("none.title")}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <DataTable label={t("title")} columns={columns} rows={rows} href={(job) => `/t/${tenant}/jobs/${job.id}`} />
      </ListBody>
      <MoreButton query={query} />
      <RetentionNote name="jobs" />
    </JobsFrame>
  );
}
