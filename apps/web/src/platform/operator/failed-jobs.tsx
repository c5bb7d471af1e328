import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { failedJobDays } from "@waybill/validators/thresholds";
import { CircleCheckIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/states.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { countColumn, type JobTypeColumn, JobTypeTable } from "./job-type-table.tsx";
import { polling } from "./operator-frame.tsx";
import { Moment, useAttempts } from "./queue-parts.tsx";

type Failures = RouterOutputs["queues"]["failures"]["items"][number];

/** The columns of job types with failed jobs. */
function useFailureColumns(): JobTypeColumn<Failures>[] {
  const t = useTranslations("operator.queues.columns");
  const attemptsOf = useAttempts();
  return [
    countColumn("failed", t("failed"), ({ failed }) => failed),
    countColumn("tenants", t("tenants"), ({ tenants }) => tenants, "sm"),
    {
      id: "attempts",
      header: t("attempts"),
      meta: { numeric: true, from: "md" },
      cell: ({ row: { original } }) => attemptsOf(original),
    },
    {
      id: "first",
      header: t("first"),
      meta: { from: "md" },
      cell: ({ row: { original } }) => <Moment at={original.firstAt} />,
    },
    { id: "last", header: t("last"), cell: ({ row: { original } }) => <Moment at={original.lastAt} /> },
  ];
}

/** The job types with failed jobs. */
export function FailedJobs() {
  const t = useTranslations("operator.queues.failed");
  return (
    <JobTypeTable
      title={t("title")}
      query={useQuery(useTRPC().queues.failures.queryOptions(undefined, polling))}
      columns={useFailureColumns()}
      nameBadge={({ handlerOf }) => handlerOf && <Badge variant="neutral">{t("deadLetters")}</Badge>}
      empty={
        <EmptyState icon={<CircleCheckIcon />} title={t("none")}>
          {t("about", { days: failedJobDays })}
        </EmptyState>
      }
      skeletonRows={2}
    />
  );
}
