"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef, RowSelectionState } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { attentionKinds } from "@waybill/validators/parcels";
import { CircleCheckIcon, RotateCwIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { byCursor } from "@/lib/cursor.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { attentionListInput } from "./attention-list.ts";
import { attentionWords } from "./parcel-parts.tsx";

type Parcel = RouterOutputs["parcels"]["list"]["items"][number];

const columns: ColumnDef<Parcel>[] = [
  {
    id: "reference",
    header: "Reference",
    cell: ({ row: { original } }) => (
      <span className="tabular block max-w-24 truncate sm:max-w-64">{original.reference}</span>
    ),
  },
  {
    id: "reason",
    header: "Reason",
    cell: ({ row: { original } }) => <Reason parcel={original} />,
  },
  {
    id: "recipient",
    header: "Recipient",
    meta: { from: "lg" },
    cell: ({ row: { original } }) => <span className="line-clamp-2">{original.recipientName}</span>,
  },
  {
    id: "updated",
    header: "Last step",
    meta: { from: "sm" },
    cell: ({ row: { original } }) => <RelativeTime at={original.updatedAt} />,
  },
];

function Reason({ parcel: { attention, failure } }: { parcel: Parcel }) {
  if (!attention) return null;
  const { word, help, look } = attentionWords[attention];
  return (
    <span className="flex min-w-32 flex-col items-start gap-1">
      <Badge look={look}>{word}</Badge>
      <span className="line-clamp-2 whitespace-normal break-words text-ink-soft text-meta">{failure ?? help}</span>
    </span>
  );
}

/** The parcels that somebody should look at: what failed, what does not move, what could not be sent. */
export function AttentionPage() {
  const { formatUpTo } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [url, setUrl] = useUrlState();
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const query = useInfiniteQuery(
    trpc.parcels.list.infiniteQueryOptions(attentionListInput(url), { ...byCursor, placeholderData: keepPreviousData }),
  );
  const { data: counts } = useQuery(trpc.parcels.attention.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title="Needs attention"
      count={counts ? formatUpTo(counts.total) : null}
      actions={counts && counts.failed > 0 && <RetryButton count={counts.failed} />}
      wide
    >
      <Select
        aria-label="Filter by reason"
        value={url.reason ?? ""}
        onChange={(event) => setUrl({ reason: event.target.value })}
        className="w-auto self-start"
      >
        <option value="">Any reason{counts ? ` (${formatUpTo(counts.total)})` : ""}</option>
        {attentionKinds.map((kind) => (
          <option key={kind} value={kind}>
            {attentionWords[kind].word}
            {counts ? ` (${formatUpTo(counts[kind])})` : ""}
          </option>
        ))}
      </Select>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={Boolean(url.reason)}
        onClear={() => setUrl({ reason: undefined })}
        empty={
          <EmptyState icon={<CircleCheckIcon />} title="Nothing needs attention">
            Parcels that fail, do not move, or lack an address appear here.
          </EmptyState>
        }
      >
        <DataTable
          label="Needs attention"
          columns={columns}
          rows={rows}
          href={(parcel) => `/t/${tenant}/parcels/${parcel.id}`}
          selection={{
            state: chosen,
            onChange: setChosen,
            actions: (ids) => <RetryButton ids={ids} count={ids.length} onDone={() => setChosen({})} />,
          }}
        />
      </ListBody>
      <MoreButton query={query} />
    </Page>
  );
}

/** Tries failed parcels again, those chosen or all; the job's page says how it went. */
function RetryButton({ ids, count, onDone }: { ids?: string[]; count: number; onDone?: () => void }) {
  const { formatUpTo } = useFormats();
  const router = useRouter();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const { run, pending } = useAction(
    useTRPC().parcels.retryMany.mutationOptions(),
    "They are tried again; this job says how it goes",
  );
  const all = count === 1 ? "Try the failed one again" : `Try all ${formatUpTo(count)} failed again`;
  return (
    <GuardedButton
      permission="parcels.retry"
      variant={ids ? "secondary" : "primary"}
      size={ids ? "sm" : "md"}
      disabled={pending}
      onClick={async () => {
        const answer = await run(ids ? { ids } : {});
        await invalidateEntity(queryClient, "parcel");
        onDone?.();
        if (answer) router.push(`/t/${tenant}/jobs/${answer.jobId}`);
      }}
    >
      <RotateCwIcon /> {ids ? "Try again" : all}
    </GuardedButton>
  );
}
