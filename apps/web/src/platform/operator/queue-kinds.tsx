import { useQuery } from "@tanstack/react-query";
import { LayersIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/states.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { countColumn, type KindColumn, KindTable } from "./kind-table.tsx";
import { polling } from "./operator-frame.tsx";
import { type Kind, KindBadge, Moment } from "./queue-parts.tsx";

/** The columns of all job types. */
function useKindColumns(): KindColumn<Kind>[] {
  const t = useTranslations("operator.queues.columns");
  return [
    {
      id: "state",
      header: t("state"),
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <KindBadge kind={original} />,
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
export function Kinds() {
  const t = useTranslations("operator.queues.kinds");
  return (
    <KindTable
      title={t("title")}
      label={t("label")}
      query={useQuery(useTRPC().queues.list.queryOptions(undefined, polling))}
      columns={useKindColumns()}
      empty={<EmptyState icon={<LayersIcon />} title={t("none")} />}
    />
  );
}
