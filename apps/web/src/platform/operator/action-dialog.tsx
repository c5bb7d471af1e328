"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { type QueueAction, queueActionLimit } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { ErrorState } from "@/components/states.tsx";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { invalidate } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

type Preview = RouterOutputs["queues"]["preview"];

const hourMs = 3_600_000;

/** Ranges of times at which jobs failed or were queued. */
const ages = [
  { age: "any", bounds: (_now: number) => ({}) },
  { age: "lastHour", bounds: (now: number) => ({ since: new Date(now - hourMs).toISOString() }) },
  { age: "lastDay", bounds: (now: number) => ({ since: new Date(now - 24 * hourMs).toISOString() }) },
  { age: "beforeHour", bounds: (now: number) => ({ until: new Date(now - hourMs).toISOString() }) },
  { age: "beforeDay", bounds: (now: number) => ({ until: new Date(now - 24 * hourMs).toISOString() }) },
] as const;

/** Retries or cancels many jobs of a type. It acts on the jobs that it has counted. */
export function ActionDialog({
  action,
  type,
  title,
  tenants,
  onClose,
}: {
  action: QueueAction;
  type: string;
  title: string;
  tenants: { id: string; name: string }[];
  onClose: () => void;
}) {
  const t = useTranslations("operator.dialog");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const field = useId();
  const [tenantId, setTenantId] = useState("");
  const [age, setAge] = useState("0");
  const [bounds, setBounds] = useState<{ since?: string; until?: string }>({});
  const selection = { type, ...(tenantId ? { tenantId } : {}), ...bounds };
  const { data, error, refetch } = useQuery(
    // Counted each time the dialog opens: the action applies to the counted jobs.
    trpc.queues.preview.queryOptions(
      { ...selection, action },
      { gcTime: 0, staleTime: 0, refetchOnWindowFocus: false },
    ),
  );
  const { run, pending } = useAction(trpc.queues[action].mutationOptions());
  const start = async ({ count, until }: Preview) => {
    const answer = await run({ ...selection, until, expected: count });
    if (!answer) return void refetch();
    toast.success(t(`${action}.done`, { count: answer.count }));
    await invalidate(queryClient);
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`${action}.title`)} description={title}>
      <div className="grid gap-3 sm:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-1.5">
          <label htmlFor={`${field}-organisation`} className="font-medium">
            {t("organisation")}
          </label>
          <Select id={`${field}-organisation`} value={tenantId} onChange={(event) => setTenantId(event.target.value)}>
            <option value="">{t("all")}</option>
            {tenants.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </div>
        <div className="flex min-w-0 flex-col gap-1.5">
          <label htmlFor={`${field}-when`} className="font-medium">
            {t(`${action}.when`)}
          </label>
          <Select
            id={`${field}-when`}
            value={age}
            onChange={(event) => {
              setAge(event.target.value);
              setBounds(ages[Number(event.target.value)]?.bounds(Date.now()) ?? {});
            }}
          >
            {ages.map(({ age: name }, index) => (
              <option key={name} value={index}>
                {t(`ages.${name}`)}
              </option>
            ))}
          </Select>
        </div>
      </div>
      <div aria-live="polite" className="flex min-h-16 flex-col gap-1.5 text-ink-soft">
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data ? (
          <Consequences action={action} preview={data} />
        ) : (
          <p>{t("counting")}</p>
        )}
      </div>
      <Actions>
        <Button onClick={onClose}>{common("close")}</Button>
        <Button
          variant={action === "cancel" ? "danger" : "primary"}
          disabled={pending || !data || data.count === 0}
          onClick={() => data && start(data)}
        >
          {data ? t(`${action}.button`, { count: data.count }) : t(`${action}.title`)}
        </Button>
      </Actions>
    </Dialog>
  );
}

/** The number of affected jobs, and the effect on them. */
function Consequences({ action, preview }: { action: QueueAction; preview: Preview }) {
  const t = useTranslations("operator.dialog");
  const { formatDateTime } = useFormats();
  const { count, waiting, running, tenants, oldestAt, newestAt, more } = preview;
  if (count === 0) return <p>{t(`${action}.none`)}</p>;
  const moment = (at: string | null) => (at ? formatDateTime(at) : "–");
  return (
    <>
      <p>
        {t.rich(tenants === 0 ? "ofInstallation" : "ofTenants", {
          count,
          tenants,
          from: moment(oldestAt),
          to: moment(newestAt),
          strong: (text) => <strong className="font-semibold text-ink">{text}</strong>,
        })}
      </p>
      <p>{action === "retry" ? t("retry.about") : t("cancel.about", { waiting, running })}</p>
      <p>{t("seen")}</p>
      {more && <p>{t("more", { limit: queueActionLimit })}</p>}
    </>
  );
}
