import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** The support access of operators, with its reasons. */
export function SupportPanel() {
  const t = useTranslations("tenants.support");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.support.list.queryOptions());
  const { run, pending } = useAction(trpc.support.revoke.mutationOptions(), t("ended"));
  return (
    <Panel title={t("title")}>
      {data?.items.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, userName, reason, createdAt, active }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {userName} {active && <Badge variant="warning">{t("active")}</Badge>}
              </p>
              <p className="break-words text-ink-faint text-meta">
                {reason}, <RelativeTime at={createdAt} />
              </p>
            </div>
            {active && (
              <GuardedButton
                permission="tenants.update"
                size="sm"
                variant="danger"
                disabled={pending}
                onClick={async () => {
                  await run({ id });
                  await invalidateEntity(queryClient, "tenant");
                }}
              >
                {t("end")}
              </GuardedButton>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
