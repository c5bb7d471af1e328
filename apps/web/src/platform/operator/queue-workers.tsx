import { useQuery } from "@tanstack/react-query";
import { UnplugIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Notice, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { polling } from "./operator-frame.tsx";

/** A warning while no worker runs. */
export function NoWorker() {
  const t = useTranslations("operator.queues");
  const { data } = useQuery(useTRPC().queues.workers.queryOptions(undefined, polling));
  if (!data || data.items.length > 0) return null;
  return (
    <Notice variant="warning" icon={<UnplugIcon aria-hidden />}>
      {t("noWorker")}
    </Notice>
  );
}

/** The running worker processes. */
export function Workers() {
  const t = useTranslations("operator.queues.workers");
  const { data } = useQuery(useTRPC().queues.workers.queryOptions(undefined, polling));
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-16" />}
      {data?.items.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, host, pid, running, types, startedOn, heartbeatOn }) => (
          <li key={id} className="py-2.5">
            <p className="break-all font-medium">{t("process", { host, pid: String(pid) })}</p>
            <p className="text-ink-faint text-meta">
              {t.rich(types === null ? "jobs" : "jobsOfTypes", {
                running,
                types: types ?? 0,
                started: () => <RelativeTime at={startedOn} />,
                heard: () => <RelativeTime at={heartbeatOn} />,
              })}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
