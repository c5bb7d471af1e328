import { useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { LayersIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { DataTable } from "@/components/data-table.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { EmptyState } from "@/components/states.tsx";
import type { shownFrom } from "@/components/table-columns.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { operatorPaths } from "./operator-paths.ts";
import { Count, type Kind, KindBadge, Moment } from "./queue-parts.tsx";
import { KindName, polling, Section, withId } from "./queue-section.tsx";

/** A column with a number of jobs. */
const countColumn = (id: string, header: string, of: (kind: Kind) => number, from?: keyof typeof shownFrom) => ({
  id,
  header,
  meta: { numeric: true, ...(from ? { from } : {}) },
  cell: ({ row: { original } }: { row: { original: Kind } }) => <Count of={of(original)} danger={id === "failed"} />,
});

/** The columns of all kinds. */
function useKindColumns(): ColumnDef<Kind & { id: string }>[] {
  const t = useTranslations("operator.queues.columns");
  return [
    { id: "kind", header: t("kind"), cell: ({ row: { original } }) => <KindName kind={original} /> },
    {
      id: "state",
      header: t("state"),
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <KindBadge kind={original} />,
    },
    countColumn("ready", t("ready"), ({ ready }) => ready),
    countColumn("later", t("later"), ({ deferred }) => deferred, "md"),
    countColumn("running", t("running"), ({ running }) => running, "sm"),
    countColumn("failed", t("failed"), ({ failed }) => failed),
    {
      id: "oldest",
      header: t("oldest"),
      meta: { from: "xl" },
      cell: ({ row: { original } }) => <Moment at={original.oldestReadyAt} />,
    },
    countColumn("lately", t("lately"), ({ doneLately }) => doneLately, "2xl"),
    {
      id: "done",
      header: t("done"),
      meta: { from: "xl" },
      cell: ({ row: { original } }) => <Moment at={original.lastDoneAt} />,
    },
  ];
}

/** The queues of all job types. */
export function Kinds() {
  const t = useTranslations("operator.queues.kinds");
  const columns = useKindColumns();
  const query = useQuery(useTRPC().queues.list.queryOptions(undefined, polling));
  const rows = withId(query.data?.items);
  return (
    <Section title={t("title")}>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={false}
        onClear={() => {}}
        empty={<EmptyState icon={<LayersIcon />} title={t("none")} />}
      >
        <DataTable label={t("label")} columns={columns} rows={rows} href={({ kind }) => operatorPaths.kind(kind)} />
      </ListBody>
    </Section>
  );
}
