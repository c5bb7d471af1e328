"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { MonitorIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { ErrorState } from "@/components/states.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Badge, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useBrowserName } from "@/formats/use-browser-name.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

type Session = RouterOutputs["users"]["sessions"]["items"][number];

/** The key of the text for the sign-in method of a session. */
function methodOf({ method, secondFactor }: Session) {
  if (!method) return null;
  return secondFactor && method !== "passkey"
    ? (`methodsAndFactor.${method}` as const)
    : (`methods.${method}` as const);
}

/** The sessions of the person, each with a button to end it. */
export function Sessions() {
  const t = useTranslations("account.sessions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(trpc.users.sessions.queryOptions());
  const revoke = useAction(trpc.users.revokeSession.mutationOptions(), t("ended"));
  const browserName = useBrowserName();
  const everywhere = useAction(trpc.account.signOutEverywhere.mutationOptions());
  const others = (data?.items.length ?? 0) > 1;
  const factsOf = (session: Session) => {
    const method = methodOf(session);
    return [session.ip, method && t(method)].filter(Boolean);
  };
  const endOthers = async () => {
    if (await everywhere.run({ here: false })) toast.success(t("othersEnded"));
    await invalidateEntity(queryClient, "user");
  };
  return (
    <Panel
      title={t("title")}
      action={
        others && (
          <Button size="sm" variant="danger" disabled={everywhere.pending} onClick={endOthers}>
            {t("endOthers")}
          </Button>
        )
      }
    >
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-24" />}
      <ul className="-my-3 divide-y divide-line">
        {data?.items.map((session) => (
          <li key={session.id} className="flex items-center gap-3 py-3">
            <MonitorIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {browserName(session.userAgent)} {session.current && <Badge variant="success">{t("current")}</Badge>}
              </p>
              <p className="text-ink-faint text-meta">
                {factsOf(session).map((fact) => `${fact}, `)}
                {t.rich("seen", { time: () => <RelativeTime at={session.lastSeenAt} /> })}
              </p>
            </div>
            {!session.current && (
              <Button
                size="sm"
                disabled={revoke.pending}
                onClick={async () => {
                  await revoke.run({ sessionId: session.id });
                  await invalidateEntity(queryClient, "user");
                }}
              >
                {t("end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
