"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef, RowSelectionState } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { attentionKinds } from "@waybill/validators/parcel-kinds";
import { CircleCheckIcon, RotateCwIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { byCursor } from "@/lib/cursor.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useListState } from "@/lib/use-list-state.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { attentionListInput, attentionListState } from "./attention-list.ts";
import { attentionVariants } from "./parcel-parts.tsx";

type Parcel = RouterOutputs["parcels"]["list"]["items"][number];

function useColumns() {
  const t = useTranslations("parcels");
  return useMemo<ColumnDef<Parcel>[]>(
    () => [
      {
        id: "reference",
        header: t("columns.reference"),
        cell: ({ row: { original } }) => (
          <span className="tabular block max-w-24 truncate @lg:max-w-40 @3xl:max-w-64">{original.reference}</span>
        ),
      },
      {
        id: "reason",
        header: t("attention.reason"),
        cell: ({ row: { original } }) => <Reason parcel={original} />,
      },
      {
        id: "recipient",
        header: t("columns.recipient"),
        meta: { from: "lg" },
        cell: ({ row: { original } }) => <span className="line-clamp-2">{original.recipientName}</span>,
      },
      {
        id: "updated",
        header: t("columns.updated"),
        meta: { from: "sm" },
        cell: ({ row: { original } }) => <RelativeTime at={original.updatedAt} />,
      },
    ],
    [t],
  );
}

function Reason({ parcel: { attention, failure } }: { parcel: Parcel }) {
  const t = useTranslations("parcels.attention");
  const apiText = useApiText();
  if (!attention) return null;
  return (
    <span className="flex min-w-32 flex-col items-start gap-1">
      <Badge variant={attentionVariants[attention]}>{t(`reasons.${attention}`)}</Badge>
      <span className="line-clamp-2 whitespace-normal break-words text-ink-soft text-meta">
        {failure === null ? t(`help.${attention}`) : apiText(failure)}
      </span>
    </span>
  );
}

/** The parcels that need attention. */
export function AttentionPage() {
  const t = useTranslations("parcels");
  const columns = useColumns();
  const { formatUpTo } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [list, setList] = useListState(attentionListState);
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const query = useInfiniteQuery(
    trpc.parcels.list.infiniteQueryOptions(attentionListInput(list), {
      ...byCursor,
      placeholderData: keepPreviousData,
    }),
  );
  const { data: counts } = useQuery(trpc.parcels.attention.queryOptions());
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title={t("attention.title")}
      count={counts ? formatUpTo(counts.total) : null}
      actions={counts && counts.failed > 0 && <RetryButton count={counts.failed} />}
      wide
    >
      <Select
        aria-label={t("attention.byReason")}
        value={list.reason ?? ""}
        onChange={(event) => setList({ reason: attentionKinds.find((kind) => kind === event.target.value) })}
        className="w-auto self-start"
      >
        <option value="">
          {counts ? t("attention.anyCounted", { count: formatUpTo(counts.total) }) : t("attention.any")}
        </option>
        {attentionKinds.map((kind) => (
          <option key={kind} value={kind}>
            {counts
              ? t("attention.counted", { reason: t(`attention.reasons.${kind}`), count: formatUpTo(counts[kind]) })
              : t(`attention.reasons.${kind}`)}
          </option>
        ))}
      </Select>
      <ListBody
        query={query}
        count={rows?.length}
        filtered={list.reason !== undefined}
        onClear={() => setList({ reason: undefined })}
        empty={
          <EmptyState icon={<CircleCheckIcon />} title={t("attention.none")}>
            {t("attention.noneAbout")}
          </EmptyState>
        }
      >
        <DataTable
          label={t("attention.title")}
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

/** Retries failed parcels, selected ones or all, and opens the page of the job. */
function RetryButton({ ids, count, onDone }: { ids?: string[]; count: number; onDone?: () => void }) {
  const t = useTranslations("parcels.attention");
  const { formatUpTo } = useFormats();
  const router = useRouter();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().parcels.retryMany.mutationOptions(), t("retrying"));
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
      <RotateCwIcon /> {ids ? t("retryOne") : t("retryAll", { count, number: formatUpTo(count) })}
    </GuardedButton>
  );
}
