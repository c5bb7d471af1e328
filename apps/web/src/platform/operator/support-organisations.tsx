import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { SearchInput } from "@/lists/list-tools.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { EnterDialog } from "./enter-dialog.tsx";

/** Finds an organisation, and starts support access to it. */
export function SupportOrganisations() {
  const t = useTranslations("operator.support");
  const [search, setSearch] = useState("");
  const [entering, setEntering] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(
    useTRPC().support.tenants.queryOptions({ search }, { placeholderData: (earlier) => earlier }),
  );
  return (
    <Panel
      title={t("organisations")}
      action={<SearchInput value={search} onChange={setSearch} placeholder={t("search")} />}
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-40" />}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, name, slug, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="break-words font-medium">{name}</p>
              <p className="text-ink-faint text-meta">
                {t.rich("created", { path: `/t/${slug}`, at: () => <RelativeTime at={createdAt} /> })}
              </p>
            </div>
            <Button size="sm" onClick={() => setEntering(slug)}>
              <span>{t.rich("enter", { name, only: (text) => <span className="sr-only">{text}</span> })}</span>
            </Button>
          </li>
        ))}
        {data?.items.length === 0 && <li className="py-2.5 text-ink-soft">{t("none")}</li>}
      </ul>
      {entering && <EnterDialog tenant={entering} onClose={() => setEntering(null)} />}
    </Panel>
  );
}
