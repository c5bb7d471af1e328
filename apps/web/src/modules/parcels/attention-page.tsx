"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { RowSelectionState } from "@tanstack/react-table";
import { attentionKinds } from "@waybill/validators/parcel-kinds";
import { stuckHours } from "@waybill/validators/thresholds";
import { CircleCheckIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { byCursor } from "@/lists/cursor.ts";
import { DataTable } from "@/lists/data-table.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useListState } from "@/lists/use-list-state.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useColumns } from "./attention-columns.tsx";
import { attentionListInput, attentionListState } from "./attention-list.ts";
import { RetryParcels } from "./retry-parcels.tsx";

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
      actions={counts && counts.failed > 0 && <RetryParcels count={counts.failed} />}
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
              ? t("attention.counted", {
                  reason: t(`attention.reasons.${kind}`, { hours: stuckHours }),
                  count: formatUpTo(counts[kind]),
                })
              : t(`attention.reasons.${kind}`, { hours: stuckHours })}
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
            actions: (ids) => <RetryParcels ids={ids} count={ids.length} onDone={() => setChosen({})} />,
          }}
        />
      </ListBody>
      <MoreButton query={query} />
    </Page>
  );
}
