import { useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { CircleCheckIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { DataTable } from "@/components/data-table.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { operatorPaths } from "./operator-paths.ts";
import { Count, Moment, useAttempts } from "./queue-parts.tsx";
import { KindName, polling, Section, withId } from "./queue-section.tsx";

type Failures = RouterOutputs["queues"]["failures"]["items"][number];

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

/** The kinds with failed jobs. */
export function FailedJobs() {
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
