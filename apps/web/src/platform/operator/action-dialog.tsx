"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { type QueueAction, queueActionLimit } from "@waybill/validators";
import { useId, useState } from "react";
import { toast } from "sonner";
import { ErrorState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { invalidate } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { countOf } from "./queue-parts.tsx";

type Preview = RouterOutputs["queues"]["preview"];

const hourMs = 3_600_000;

/** Which jobs, by when they failed or were queued. */
const ages: { label: string; bounds: (now: number) => { since?: string; until?: string } }[] = [
  { label: "At any time", bounds: () => ({}) },
  { label: "In the last hour", bounds: (now) => ({ since: new Date(now - hourMs).toISOString() }) },
  { label: "In the last 24 hours", bounds: (now) => ({ since: new Date(now - 24 * hourMs).toISOString() }) },
  { label: "More than an hour ago", bounds: (now) => ({ until: new Date(now - hourMs).toISOString() }) },
  { label: "More than 24 hours ago", bounds: (now) => ({ until: new Date(now - 24 * hourMs).toISOString() }) },
];

const words = {
  retry: {
    title: "Run failed jobs again",
    when: "Failed",
    button: (count: number) => `Run ${countOf(count, "job")} again`,
    done: (count: number) => `${countOf(count, "job")} will run again`,
    none: "No failed job matches.",
  },
  cancel: {
    title: "Cancel jobs",
    when: "Queued",
    button: (count: number) => `Cancel ${countOf(count, "job")}`,
    done: (count: number) => `${countOf(count, "job")} will be cancelled`,
    none: "No job that waits or runs matches.",
  },
};

/** Asks to how many jobs of a kind something will happen, and does it to those that were counted. */
export function ActionDialog({
  action,
  kind,
  title,
  tenants,
  onClose,
}: {
  action: QueueAction;
  kind: string;
  title: string;
  tenants: { id: string; name: string }[];
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const field = useId();
  const [tenantId, setTenantId] = useState("");
  const [age, setAge] = useState("0");
  const [bounds, setBounds] = useState<{ since?: string; until?: string }>({});
  const selection = { kind, ...(tenantId ? { tenantId } : {}), ...bounds };
  const { data, error, refetch } = useQuery(
    // Counted anew whenever the dialog opens; what was counted is what will be acted on.
    trpc.queues.preview.queryOptions(
      { ...selection, action },
      { gcTime: 0, staleTime: 0, refetchOnWindowFocus: false },
    ),
  );
  const { run, pending } = useAction(trpc.queues[action].mutationOptions());
  const { title: heading, when, button, done, none } = words[action];
  const start = async ({ count, until }: Preview) => {
    const answer = await run({ ...selection, until, expected: count });
    if (!answer) return void refetch();
    toast.success(done(answer.count));
    await invalidate(queryClient);
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={heading} description={title}>
      <div className="grid gap-3 sm:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-1.5">
          <label htmlFor={`${field}-of`} className="font-medium">
            Of
          </label>
          <Select id={`${field}-of`} value={tenantId} onChange={(event) => setTenantId(event.target.value)}>
            <option value="">All organisations</option>
            {tenants.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </div>
        <div className="flex min-w-0 flex-col gap-1.5">
          <label htmlFor={`${field}-when`} className="font-medium">
            {when}
          </label>
          <Select
            id={`${field}-when`}
            value={age}
            onChange={(event) => {
              setAge(event.target.value);
              setBounds(ages[Number(event.target.value)]?.bounds(Date.now()) ?? {});
            }}
          >
            {ages.map(({ label }, index) => (
              <option key={label} value={index}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      </div>
      <div aria-live="polite" className="flex min-h-16 flex-col gap-1.5 text-ink-soft">
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data ? (
          <Consequences action={action} preview={data} none={none} />
        ) : (
          <p>Counting…</p>
        )}
      </div>
      <Actions>
        <Button onClick={onClose}>Close</Button>
        <Button
          variant={action === "cancel" ? "danger" : "primary"}
          disabled={pending || !data || data.count === 0}
          onClick={() => data && start(data)}
        >
          {data ? button(data.count) : heading}
        </Button>
      </Actions>
    </Dialog>
  );
}

/** To how many it will happen, and what. */
function Consequences({ action, preview, none }: { action: QueueAction; preview: Preview; none: string }) {
  const { formatCount, formatDateTime } = useFormats();
  const { count, waiting, running, tenants, oldestAt, newestAt, more } = preview;
  if (count === 0) return <p>{none}</p>;
  const whose = tenants === 0 ? "of the installation" : `of ${countOf(tenants, "organisation")}`;
  const span = oldestAt && newestAt ? `${formatDateTime(oldestAt)} to ${formatDateTime(newestAt)}` : "";
  return (
    <>
      <p>
        <strong className="font-semibold text-ink">{countOf(count, "job")}</strong> {whose}, {span}.
      </p>
      {action === "retry" ? (
        <p>They are queued again. Jobs that fail from now on are left as they are.</p>
      ) : (
        <p>
          {formatCount(waiting)} that {waiting === 1 ? "waits is" : "wait are"} never begun, {formatCount(running)} that{" "}
          {running === 1 ? "runs stops" : "run stop"} at the next step.
        </p>
      )}
      <p>The organisations see it in their activity.</p>
      {more && <p>There are more: at most {formatCount(queueActionLimit)} at a time, the oldest first.</p>}
    </>
  );
}
