"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { PackageCheckIcon, PrinterIcon, SendIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, Suspense, useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { byCursor } from "@/lists/cursor.ts";
import { MoreButton } from "@/lists/more-button.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { usePacking } from "./batch-actions.tsx";
import { DispatchDialog } from "./lazy.ts";

type Entry = RouterOutputs["parcels"]["batchEntries"]["items"][number];

/** A batch, by its job. */
interface Batch {
  job: { id: string };
}

/** The result of a batch that dispatches: counts, labels and refused parcels. */
export function DispatchBatch({ job: { id } }: Batch) {
  const t = useTranslations("parcels.batch");
  return (
    <BatchPanel
      id={id}
      doneLabel={t("dispatched")}
      again={<DispatchAgain batchId={id} />}
      labels={<Labels batchId={id} />}
    />
  );
}

/** The result of a batch that packs. */
export function PackingBatch({ job: { id } }: Batch) {
  const t = useTranslations("parcels.batch");
  return <BatchPanel id={id} doneLabel={t("packed")} again={<PackAgain batchId={id} />} />;
}

function BatchPanel({
  id: batchId,
  doneLabel,
  again,
  labels,
}: {
  id: string;
  /** The label of the number of successful parcels. */
  doneLabel: string;
  /** A button that repeats the batch with the refused parcels. */
  again: ReactNode;
  labels?: ReactNode;
}) {
  const t = useTranslations("parcels.batch");
  const { formatCount } = useFormats();
  const { data: counts } = useQuery(useTRPC().parcels.batch.queryOptions({ batchId }));
  if (!counts) return null;
  const { total, done, refused } = counts;
  const open = total - done - refused;
  const facts: [string, string][] = [
    [doneLabel, formatCount(done)],
    [t("refused"), formatCount(refused)],
    ...(open > 0 ? ([[t("pending"), formatCount(open)]] satisfies [string, string][]) : []),
  ];
  return (
    <>
      <Panel title={t("parcels")} action={done > 0 && labels}>
        <div className="tabular">
          <Facts facts={facts} />
        </div>
      </Panel>
      {refused > 0 && (
        <Panel title={t("refused")} action={again}>
          <Refused batchId={batchId} />
        </Panel>
      )}
    </>
  );
}

/** The refused parcels with their reasons. */
function Refused({ batchId }: { batchId: string }) {
  const apiText = useApiText();
  const t = useTranslations("parcels.batch");
  const tenant = useTenant();
  const query = useInfiniteQuery(
    useTRPC().parcels.batchEntries.infiniteQueryOptions({ batchId, outcome: "refused" }, byCursor),
  );
  const entries: Entry[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="flex flex-col gap-3">
      {query.isPending && <Skeleton className="h-24" />}
      <ul aria-label={t("refused")} className="-my-2 divide-y divide-line">
        {entries.map(({ id, reference, reasons }) => (
          <li key={id} className="flex flex-col gap-0.5 py-2">
            <Link
              href={`/t/${tenant}/parcels/${id}`}
              className="tabular self-start rounded font-medium hover:underline"
            >
              {reference}
            </Link>
            {reasons.map((reason) => (
              <span key={reason} className="break-words text-ink-soft">
                {apiText(reason)}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <MoreButton query={query} />
    </div>
  );
}

/** Queues a PDF with the labels of the dispatched parcels, and opens the page of its job. */
function Labels({ batchId }: { batchId: string }) {
  const t = useTranslations("parcels.batch");
  const router = useRouter();
  const tenant = useTenant();
  const { run, pending } = useAction(useTRPC().parcels.printLabels.mutationOptions());
  return (
    <GuardedButton
      permission="parcels.dispatch"
      size="sm"
      disabled={pending}
      onClick={async () => {
        const started = await run({ batchId });
        if (started) router.push(`/t/${tenant}/jobs/${started.jobId}`);
      }}
    >
      <PrinterIcon /> {t("labels")}
    </GuardedButton>
  );
}

function DispatchAgain({ batchId }: { batchId: string }) {
  const t = useTranslations("parcels.batch");
  const [open, setOpen] = useState(false);
  return (
    <>
      <GuardedButton permission="parcels.dispatch" size="sm" onClick={() => setOpen(true)}>
        <SendIcon /> {t("dispatchAgain")}
      </GuardedButton>
      <Suspense fallback={null}>
        {open && <DispatchDialog selection={{ refusedIn: batchId }} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}

function PackAgain({ batchId }: { batchId: string }) {
  const t = useTranslations("parcels.batch");
  const { pack, pending } = usePacking();
  return (
    <GuardedButton
      permission="parcels.update"
      size="sm"
      disabled={pending}
      onClick={() => pack({ refusedIn: batchId })}
    >
      <PackageCheckIcon /> {t("packAgain")}
    </GuardedButton>
  );
}
