"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { QueueActionState } from "@waybill/validators";
import { BanIcon, CircleCheckIcon, CircleDotIcon, CircleXIcon, ClockIcon, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Badge, type BadgeVariant, Panel, Progress } from "@/components/ui/surface.tsx";
import { invalidate } from "@/live/invalidate.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

type Action = RouterOutputs["queues"]["actions"]["items"][number];

const badges: Record<QueueActionState, { variant: BadgeVariant; icon: LucideIcon }> = {
  waiting: { variant: "neutral", icon: ClockIcon },
  running: { variant: "info", icon: CircleDotIcon },
  done: { variant: "success", icon: CircleCheckIcon },
  stopped: { variant: "neutral", icon: BanIcon },
  failed: { variant: "danger", icon: CircleXIcon },
};

/** The number of actions shown. */
const shown = 5;

/** The polling intervals with and without unfinished actions, in milliseconds. */
const openMs = 1000;
const restMs = 5000;

const isOpen = ({ state }: Action) => state === "waiting" || state === "running";

/** Actions of operators on many jobs, with their progress. Nothing if there are none. */
export function QueueActions({ type }: { type?: string }) {
  const t = useTranslations("operator.actions");
  const { data } = useQuery(
    useTRPC().queues.actions.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? openMs : restMs),
    }),
  );
  const actions = data?.items.filter((action) => type === undefined || action.type === type).slice(0, shown) ?? [];
  if (actions.length === 0) return null;
  return (
    <Panel title={t("title")}>
      <ul aria-label={t("title")} className="-my-2 divide-y divide-line">
        {actions.map((action) => (
          <ActionRow key={action.id} action={action} />
        ))}
      </ul>
    </Panel>
  );
}

function ActionRow({ action: row }: { action: Action }) {
  const t = useTranslations("operator.actions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const stop = useAction(trpc.queues.stop.mutationOptions(), t("stopped"));
  const apiText = useApiText();
  const { id, action, title, tenantName, total, position, done, state, userName, createdAt } = row;
  const { variant, icon: Icon } = badges[state];
  const what = t(action, { count: total, title: apiText(title) });
  const skipped = position - done;
  const facts = [
    t("progress", { done, total }),
    skipped > 0 && t("skipped", { count: skipped }),
    userName ? t("by", { name: userName }) : t("bySomeone"),
    tenantName && t("of", { tenant: tenantName }),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-56 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {what}
          <Badge variant={variant} icon={<Icon aria-hidden />}>
            {t(`states.${state}`)}
          </Badge>
        </p>
        <p className="text-ink-faint text-meta">
          {facts.filter(Boolean).join(", ")}, <RelativeTime at={createdAt} />
        </p>
        {isOpen(row) && (
          <div className="mt-1.5 max-w-md">
            <Progress value={position / Math.max(1, total)} label={what} />
          </div>
        )}
      </div>
      {isOpen(row) && (
        <Button
          size="sm"
          variant="danger"
          disabled={stop.pending}
          onClick={async () => {
            await stop.run({ id });
            await invalidate(queryClient);
          }}
        >
          {t("stop")}
        </Button>
      )}
    </li>
  );
}
