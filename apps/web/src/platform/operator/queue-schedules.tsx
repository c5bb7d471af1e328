import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { refetchMs } from "./operator-frame.tsx";
import { Moment } from "./queue-parts.tsx";

/** The schedules of the installation and of organisations. */
export function Schedules() {
  const t = useTranslations("operator.queues.schedules");
  const apiText = useApiText();
  const { data } = useQuery(useTRPC().queues.schedules.queryOptions(undefined, { refetchInterval: refetchMs * 6 }));
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-16" />}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ name, title, cron, scope, tenants, nextRunAt, lastQueuedAt }) => (
          <li key={name} className="py-2.5">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {apiText(title)}
              <Badge variant="neutral">
                {scope === "installation" ? t("installation") : t("organisations", { count: tenants })}
              </Badge>
            </p>
            <p className="text-ink-faint text-meta">
              {scope === "installation" ? (
                <Times cron={cron} nextRunAt={nextRunAt} lastQueuedAt={lastQueuedAt} />
              ) : (
                t("own")
              )}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The next and the last run of a schedule of the installation. */
function Times({
  cron,
  nextRunAt,
  lastQueuedAt,
}: {
  cron: string;
  nextRunAt: string | null;
  lastQueuedAt: string | null;
}) {
  const t = useTranslations("operator.queues.schedules");
  const values = {
    cron,
    code: (text: ReactNode) => <code>{text}</code>,
    next: () => <Moment at={nextRunAt} />,
    last: () => <Moment at={lastQueuedAt} />,
  };
  if (!nextRunAt) return t.rich(lastQueuedAt ? "unsetAndLast" : "unset", values);
  return t.rich(lastQueuedAt ? "nextAndLast" : "next", values);
}
