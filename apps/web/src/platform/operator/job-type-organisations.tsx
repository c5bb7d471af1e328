import type { RouterOutputs } from "@waybill/api";
import { LifeBuoyIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { EnterDialog } from "./enter-dialog.tsx";
import { Moment } from "./queue-parts.tsx";

/** The organisations of the jobs. Their content is shown on the organisation's pages during support access. */
export function JobTypeOrganisations({
  jobType: { type, tenants, moreTenants },
}: {
  jobType: RouterOutputs["queues"]["byType"];
}) {
  const t = useTranslations("operator.jobType");
  const support = useTranslations("operator.support");
  const [entering, setEntering] = useState<string | null>(null);
  return (
    <Panel title={t("organisations")}>
      {tenants.length === 0 && <p className="text-ink-soft">{t("noOrganisations")}</p>}
      <ul className="-my-2 divide-y divide-line">
        {tenants.map(({ id, name, slug, failed, waiting, running, lastFailedAt, supportOpen }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="break-words font-medium">{name}</p>
              <p className="text-ink-faint text-meta">
                {t.rich(lastFailedAt ? "countsAndLast" : "counts", {
                  ...{ failed, waiting, running },
                  at: () => <Moment at={lastFailedAt} />,
                })}
              </p>
            </div>
            {supportOpen ? (
              <Button asChild size="sm">
                <Link href={`/t/${slug}/jobs?type=${encodeURIComponent(type)}`}>
                  {t.rich("jobs", { name, only: (text) => <span className="sr-only">{text}</span> })}
                </Link>
              </Button>
            ) : (
              <Button size="sm" onClick={() => setEntering(slug)}>
                <LifeBuoyIcon />
                <span>{support.rich("enter", { name, only: (text) => <span className="sr-only">{text}</span> })}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {moreTenants && <p className="mt-3 text-ink-faint text-meta">{t("more")}</p>}
      {entering && <EnterDialog tenant={entering} onClose={() => setEntering(null)} />}
    </Panel>
  );
}
