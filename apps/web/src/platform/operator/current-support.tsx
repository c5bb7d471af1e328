import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { invalidate } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

/** The operator's current support access. */
export function CurrentSupport() {
  const t = useTranslations("operator.support");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.support.current.queryOptions());
  const { run, pending } = useAction(trpc.support.end.mutationOptions(), t("left"));
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t("current")}>
      <ul className="-my-2 divide-y divide-line">
        {data.items.map(({ id, tenantName, tenantSlug, reason, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <Link href={`/t/${tenantSlug}`} className="rounded font-medium hover:underline">
                {tenantName}
              </Link>
              <p className="break-words text-ink-faint text-meta">
                {t.rich("ends", { reason, at: () => <RelativeTime at={expiresAt} /> })}
              </p>
            </div>
            <Button
              size="sm"
              disabled={pending}
              onClick={async () => {
                await run({ id });
                await invalidate(queryClient);
              }}
            >
              {t("leave")}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
