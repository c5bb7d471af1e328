"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef, RowSelectionState } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { ArchiveIcon, ClipboardListIcon, PlusIcon, ShapesIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { FilterChip, Pager, SearchInput } from "@/components/list-tools.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { isLow, itemListInput } from "./item-list.ts";
import { ArchivedBadge, LowStockBadge } from "./stock-parts.tsx";

type Item = RouterOutputs["items"]["list"]["items"][number];

function useColumns() {
  const t = useTranslations("items.fields");
  const { formatCount, formatMoney, formatWeight } = useFormats();
  return useMemo<ColumnDef<Item>[]>(
    () => [
      {
        id: "sku",
        header: t("sku"),
        meta: { sort: "sku" },
        cell: ({ row: { original } }) => <span className="tabular whitespace-nowrap">{original.sku}</span>,
      },
      {
        id: "name",
        header: t("name"),
        meta: { sort: "name" },
        cell: ({ row: { original } }) => (
          <span className="line-clamp-2 min-w-32">
            {original.name} {original.archivedAt && <ArchivedBadge />}
          </span>
        ),
      },
      {
        id: "tags",
        header: t("tagIds"),
        meta: { from: "lg" },
        cell: ({ row: { original } }) => <TagList ids={original.tagIds} />,
      },
      {
        id: "weight",
        header: t("weight"),
        meta: { numeric: true, from: "md" },
        cell: ({ row: { original } }) => formatWeight(original.weight),
      },
      {
        id: "price",
        header: t("price"),
        meta: { numeric: true, from: "sm" },
        cell: ({ row: { original } }) => formatMoney(original.price, original.currency),
      },
      {
        id: "onHand",
        header: t("onHand"),
        meta: { numeric: true, from: "lg" },
        cell: ({ row: { original } }) => formatCount(original.onHand),
      },
      {
        id: "available",
        header: t("available"),
        meta: { numeric: true, sort: "available" },
        cell: ({ row: { original } }) => (
          <span className="inline-flex items-center gap-2">
            {isLow(original) && <LowStockBadge />}
            {formatCount(original.available)}
          </span>
        ),
      },
    ],
    [t, formatCount, formatMoney, formatWeight],
  );
}

/** The catalogue as a list. */
export function ItemsPage() {
  const t = useTranslations("items");
  const columns = useColumns();
  const { formatTotal } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const [url, setUrl] = useUrlState();
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const input = itemListInput(url);
  const query = useQuery(trpc.items.list.queryOptions(input, { placeholderData: keepPreviousData }));
  const { data } = query;
  const { data: tags } = useQuery(trpc.tags.list.queryOptions());
  const archive = useAction(trpc.items.archive.mutationOptions());
  const filtered = Boolean(url.q || url.tag || url.archived || url.stock);
  const clear = () => setUrl({ q: undefined, tag: undefined, archived: undefined, stock: undefined });
  const base = `/t/${tenant}/items`;
  const tagName = tags?.items.find((tag) => tag.id === url.tag)?.name;

  const { run: runExport } = useAction(trpc.items.export.mutationOptions());
  const actions = (
    <>
      <ExportButton
        run={(format) => {
          const { page: _page, sort: _sort, descending: _descending, ...filter } = input;
          return runExport({ ...filter, format });
        }}
      />
      <GuardedButton permission="items.import" asChild>
        <Link href={`${base}/import`}>
          <UploadIcon /> {t("list.import")}
        </Link>
      </GuardedButton>
      <GuardedButton permission="items.importCounts" asChild>
        <Link href={`${base}/import-counts`}>
          <ClipboardListIcon /> {t("list.importCounts")}
        </Link>
      </GuardedButton>
      <GuardedButton permission="items.create" variant="primary" asChild>
        <Link href={`${base}/new`}>
          <PlusIcon /> {t("new")}
        </Link>
      </GuardedButton>
    </>
  );

  const archiveAll = async (ids: string[], archived: boolean) => {
    const outcomes = await Promise.all(ids.map((id) => archive.run({ id, archived })));
    setChosen({});
    await invalidateEntity(queryClient, "item");
    const done = outcomes.filter(Boolean).length;
    if (done === 0) return;
    toast.success(t(archived ? "archiving.manyArchived" : "archiving.manyRestored", { count: done }), {
      action: { label: t("archiving.undo"), onClick: () => void archiveAll(ids, !archived) },
    });
  };

  return (
    <Page title={t("title")} count={data ? formatTotal(data) : null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={url.q ?? ""} onChange={(q) => setUrl({ q })} placeholder={t("list.search")} />
        <Select
          aria-label={t("list.byTag")}
          value={url.tag ?? ""}
          onChange={(event) => setUrl({ tag: event.target.value })}
          className="w-auto max-w-44"
        >
          <option value="">{t("list.anyTag")}</option>
          {tags?.items.map((tag) => (
            <option key={tag.id} value={tag.id}>
              {tag.name}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t("list.byState")}
          value={url.archived ?? ""}
          onChange={(event) => setUrl({ archived: event.target.value })}
          className="w-auto"
        >
          <option value="">{t("list.active")}</option>
          <option value="1">{t("list.archived")}</option>
        </Select>
        <Select
          aria-label={t("list.byStock")}
          value={url.stock ?? ""}
          onChange={(event) => setUrl({ stock: event.target.value })}
          className="w-auto"
        >
          <option value="">{t("list.anyStock")}</option>
          <option value="low">{t("list.lowStock")}</option>
        </Select>
        {url.stock && (
          <FilterChip label={t("list.stock")} value={t("stock.low")} onRemove={() => setUrl({ stock: undefined })} />
        )}
        {url.tag && (
          <FilterChip label={t("list.tag")} value={tagName ?? "…"} onRemove={() => setUrl({ tag: undefined })} />
        )}
        {url.archived && (
          <FilterChip
            label={t("list.state")}
            value={t("list.archived")}
            onRemove={() => setUrl({ archived: undefined })}
          />
        )}
      </div>
      <ListBody
        query={query}
        count={data?.total}
        filtered={filtered}
        onClear={clear}
        empty={
          <EmptyState icon={<ShapesIcon />} title={t("none.title")} actions={actions}>
            {t("none.about")}
          </EmptyState>
        }
      >
        <DataTable
          label={t("title")}
          name="items"
          columns={columns}
          rows={data?.items}
          href={(item) => `${base}/${item.id}`}
          sort={{ by: input.sort ?? "sku", descending: input.descending ?? false }}
          onSort={(by) => setUrl({ sort: input.sort === by && !input.descending ? `-${by}` : by })}
          selection={{
            state: chosen,
            onChange: setChosen,
            actions: (ids) => (
              <GuardedButton
                permission="items.archive"
                size="sm"
                disabled={archive.pending}
                onClick={() => archiveAll(ids, !url.archived)}
              >
                <ArchiveIcon /> {t(url.archived ? "archiving.restore" : "archiving.archive")}
              </GuardedButton>
            ),
          }}
        />
      </ListBody>
      {data && <Pager list={data} onPage={(page) => setUrl({ page: String(page) })} />}
    </Page>
  );
}

/** Archives or restores one item, with undo. */
export function ArchiveItemButton({ item }: { item: { id: string; name: string; archivedAt: string | null } }) {
  const t = useTranslations("items.archiving");
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().items.archive.mutationOptions());
  const archived = item.archivedAt !== null;
  const set = async (next: boolean) => {
    if (!(await run({ id: item.id, archived: next }))) return;
    await invalidateEntity(queryClient, "item");
    toast.success(t(next ? "archived" : "restored", { name: item.name }), {
      action: { label: t("undo"), onClick: () => void set(!next) },
    });
  };
  return (
    <GuardedButton permission="items.archive" disabled={pending} onClick={() => set(!archived)}>
      <ArchiveIcon /> {t(archived ? "restore" : "archive")}
    </GuardedButton>
  );
}
