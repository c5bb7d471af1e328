import { useQuery } from "@tanstack/react-query";
import { LayersIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/states.tsx";
import { useSortBy } from "@/lists/use-sort-by.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { countColumn, type JobTypeColumn, JobTypeTable } from "./job-type-table.tsx";
import { polling } from "./operator-frame.tsx";
import { type JobType, JobTypeBadge, Moment } from "./queue-parts.tsx";

/** The columns of all job types. */
function useJobTypeColumns(): JobTypeColumn<JobType>[] {
  const t = useTranslations("operator.queues.columns");
  return [
    {
      id: "state",
      header: t("state"),
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <JobTypeBadge jobType={original} />,
    },
    countColumn("ready", t("ready"), ({ ready }) => ready),
    countColumn("deferred", t("deferred"), ({ deferred }) => deferred, "md"),
    countColumn("running", t("running"), ({ running }) => running, "sm"),
    countColumn("failed", t("failed"), ({ failed }) => failed),
    {
      id: "oldest",
      header: t("oldest"),
      meta: { from: "xl" },
      cell: ({ row: { original } }) => <Moment at={original.oldestReadyAt} />,
    },
    countColumn("doneInLast5Minutes", t("doneInLast5Minutes"), ({ doneInLast5Minutes }) => doneInLast5Minutes, "2xl"),
    {
      id: "done",
      header: t("done"),
      meta: { from: "xl" },
      cell: ({ row: { original } }) => <Moment at={original.lastDoneAt} />,
    },
  ];
}

/** The queues of all job types. */
export function JobTypes() {
  const t = useTranslations("operator.queues.jobTypes");
  const apiText = useApiText();
  const sortBy = useSortBy();
  const query = useQuery(useTRPC().queues.list.queryOptions(undefined, polling));
  const items = query.data && sortBy(query.data.items, ({ title }) => apiText(title));
  return (
    <JobTypeTable
      title={t("title")}
      label={t("label")}
      query={{ ...query, data: items && { items } }}
      columns={useJobTypeColumns()}
      empty={<EmptyState icon={<LayersIcon />} title={t("none")} />}
    />
  );
}
