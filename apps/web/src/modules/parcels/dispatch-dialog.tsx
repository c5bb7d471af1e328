"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { BanIcon, CircleCheckIcon, RotateCwIcon, SendIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Notice, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { ObstacleGroup, ReferenceList } from "./obstacles.tsx";

type Preflight = RouterOutputs["parcels"]["preflight"];

/**
 * Shows which of the selected parcels can be dispatched, has obstacles removed, and dispatches the parcels.
 *
 * It counts when it is opened and after each obstacle that is removed, not with every change of a parcel: while a batch runs,
 * they are many.
 */
export function DispatchDialog({
  selection,
  onClose,
  onStarted,
}: {
  selection: ParcelSelection;
  onClose: () => void;
  onStarted?: () => void;
}) {
  const t = useTranslations("parcels.preflight");
  const options = useTRPC().parcels.preflight.queryOptions({ selection }, { enabled: false, gcTime: 0 });
  const { data, error, isFetching, refetch } = useQuery(options);
  const count = () => void refetch();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(count, []);
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} description={t("about")} wide>
      {error && !isFetching ? (
        <ErrorState error={error} onRetry={count} />
      ) : data ? (
        <Counted {...{ preflight: data, selection, counting: isFetching, onCount: count, onClose, onStarted }} />
      ) : (
        <div className="flex flex-col gap-3" role="status" aria-label={t("checking")}>
          <Skeleton className="h-10" />
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
        </div>
      )}
    </Dialog>
  );
}

function Counted({
  preflight,
  selection,
  counting,
  onCount,
  onClose,
  onStarted,
}: {
  preflight: Preflight;
  selection: ParcelSelection;
  counting: boolean;
  onCount: () => void;
  onClose: () => void;
  onStarted: (() => void) | undefined;
}) {
  const t = useTranslations("parcels.preflight");
  const common = useTranslations("common");
  const { formatCount } = useFormats();
  const apiText = useApiText();
  const router = useRouter();
  const tenant = useTenant();
  const { until, total, ready, obstacles, others, moreOthers } = preflight;
  const { run, pending } = useAction(useTRPC().parcels.dispatchMany.mutationOptions());
  const dispatch = async () => {
    const started = await run({ selection, until, expected: total });
    if (!started) return onCount();
    onStarted?.();
    router.push(`/t/${tenant}/jobs/${started.jobId}`);
  };
  return (
    <>
      <Summary preflight={preflight} />
      {obstacles.map((group) => (
        <ObstacleGroup key={group.kind} group={group} onFixed={onCount} />
      ))}
      {others.length > 0 && (
        <section className="flex flex-col gap-1 text-ink-soft">
          <h3 className="font-medium text-ink">{t("others")}</h3>
          <ul>
            {others.map(({ state, message, parcels, references }) => (
              <li key={state} className="break-words">
                {state === "draft"
                  ? t("otherDrafts", { count: parcels, message: apiText(message) })
                  : t("otherStates", { count: parcels, state })}
                <span className="text-ink-faint text-meta">
                  : <ReferenceList references={references} parcels={parcels} />
                </span>
              </li>
            ))}
          </ul>
          {moreOthers && <p>{t("moreOthers")}</p>}
        </section>
      )}
      <Actions className="-bottom-5 sticky -mx-5 -mb-5 border-line border-t bg-raised px-5 py-3">
        <Button
          variant="ghost"
          disabled={counting}
          onClick={onCount}
          className="mr-auto max-sm:basis-full max-sm:justify-start"
        >
          <RotateCwIcon /> {t("again")}
        </Button>
        <Button onClick={onClose}>{common("cancel")}</Button>
        <GuardedButton
          permission="parcels.dispatch"
          variant="primary"
          disabled={pending || counting || ready === 0}
          onClick={dispatch}
        >
          <SendIcon /> {t("dispatch", { count: formatCount(ready) })}
        </GuardedButton>
      </Actions>
    </>
  );
}

/** The number of parcels that can be dispatched, and the consequence for the others. */
function Summary({ preflight: { total, ready, drafts } }: { preflight: Preflight }) {
  const t = useTranslations("parcels.preflight");
  const { formatCount } = useFormats();
  const stay = total - ready;
  return (
    <Notice
      variant={ready > 0 ? "success" : "warning"}
      icon={ready > 0 ? <CircleCheckIcon aria-hidden /> : <BanIcon aria-hidden />}
    >
      <p className="font-medium">{t("ready", { ready: formatCount(ready), total })}</p>
      {drafts > 0 && <p>{t("drafts", { count: drafts })}</p>}
      {stay > 0 && <p>{t("stay", { count: stay })}</p>}
    </Notice>
  );
}
