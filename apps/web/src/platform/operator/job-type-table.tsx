import type { ColumnDef } from "@tanstack/react-table";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DataTable } from "@/lists/data-table.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import type { shownFrom } from "@/lists/table-columns.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { operatorPaths } from "./operator-paths.ts";
import { Count, type JobType } from "./queue-parts.tsx";

/** The fields that the rows of all tables of job types share. */
type Named = Pick<JobType, "title" | "type">;

/** A column of a table of job types. The table needs an id in each row: the name of the type. */
export type JobTypeColumn<Row> = ColumnDef<Row & { id: string }>;

/** A part of the page with a title: a table of job types, whose rows lead to their pages. */
export function JobTypeTable<Row extends Named>({
  title,
  label = title,
  query,
  columns,
  nameBadge,
  empty,
  skeletonRows,
}: {
  title: string;
  /** The name of the table, if it differs from the title. */
  label?: string;
  query: { data: { items: Row[] } | undefined; error: unknown; refetch: () => unknown };
  /** The columns after the name. */
  columns: JobTypeColumn<Row>[];
  /** A badge beside the name. */
  nameBadge?: (row: Row) => ReactNode;
  empty: ReactNode;
  skeletonRows?: number;
}) {
  const t = useTranslations("operator.queues.columns");
  const rows = query.data?.items.map((row) => ({ ...row, id: row.type }));
  const name: JobTypeColumn<Row> = {
    id: "type",
    header: t("type"),
    cell: ({ row: { original } }) => (
      <>
        <JobTypeName jobType={original} />
        {nameBadge?.(original)}
      </>
    ),
  };
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{title}</h2>
      <ListBody query={query} count={rows?.length} empty={empty}>
        <DataTable
          label={label}
          columns={[name, ...columns]}
          rows={rows}
          href={({ type }) => operatorPaths.jobType(type)}
          {...(skeletonRows === undefined ? {} : { skeletonRows })}
        />
      </ListBody>
    </section>
  );
}

/** The title of a job type, and its name in code and logs. */
function JobTypeName({ jobType: { title, type } }: { jobType: Named }) {
  return (
    <>
      <span className="break-words">{useApiText()(title)}</span>
      <span className="block break-all font-normal text-ink-faint text-meta">{type}</span>
    </>
  );
}

/** A column with a number of jobs or organisations. @param from the width of the table from which on it is shown */
export const countColumn = <Row,>(
  id: string,
  header: string,
  of: (row: Row) => number,
  from?: keyof typeof shownFrom,
): JobTypeColumn<Row> => ({
  id,
  header,
  meta: { numeric: true, ...(from ? { from } : {}) },
  cell: ({ row: { original } }) => <Count of={of(original)} danger={id === "failed"} />,
});
