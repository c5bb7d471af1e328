"use client";

import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef, RowSelectionState } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { type ItemSort, itemSorts } from "@waybill/validators/items";
import { ArchiveIcon, ClipboardListIcon, PlusIcon, ShapesIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { ListFilters } from "@/components/list-filters.tsx";
import { SearchInput } from "@/components/list-tools.tsx";
import { MoreButton } from "@/components/more-button.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { byCursor } from "@/lib/cursor.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useFullPage } from "@/lib/use-full-page.ts";
import { useListState } from "@/lib/use-list-state.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { LostFilters, ViewMenu } from "@/platform/views/view-menu.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { type ItemListState, isLow, itemListInput, itemListState, itemsOfList } from "./item-list.ts";
import { ArchivedBadge, LowStockBadge } from "./stock-parts.tsx";
import { useItemFilters } from "./use-item-filters.ts";

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
          <span className="line-clamp-2 min-w-28">
            {original.name} {original.archivedAt && <ArchivedBadge />}
          </span>
        ),
      },
      {
        id: "tags",
        header: t("tagIds"),
        meta: { from: "xl" },
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
        meta: { numeric: true },
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

/** The orders of the list. */
const orders = {
  none: "",
  skuDown: "sku down",
  name: "name",
  nameDown: "name down",
  createdDown: "created down",
  created: "created",
} as const satisfies Record<string, "" | `${ItemSort}${"" | " down"}`>;

/** A state of the list without any filter. */
const noFilters: ItemListState = Object.fromEntries(
  Object.keys(itemListState.schema.shape).map((name) => [name, undefined]),
);

/** The most archive calls at a time. */
const together = 10;

/** The catalogue as a list. */
export function ItemsPage() {
  const t = useTranslations("items");
  const columns = useColumns();
  const { formatCount } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const queryClient = useQueryClient();
  const [list, setList] = useListState(itemListState);
  const filters = useItemFilters(list, setList);
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const query = useInfiniteQuery(
    trpc.items.list.infiniteQueryOptions(itemListInput(list), { ...byCursor, placeholderData: keepPreviousData }),
  );
  useFullPage(query, 50);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const shown = rows && `${formatCount(rows.length)}${query.hasNextPage ? "+" : ""}`;
  const archive = useAction(trpc.items.archive.mutationOptions());
  const filtered = Object.keys(itemsOfList(list)).length > 0;
  const base = `/t/${tenant}/items`;

  const { run: runExport } = useAction(trpc.items.export.mutationOptions());
  const actions = (
    <>
      <ExportButton run={(format) => runExport({ ...itemsOfList(list), format })} />
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
    let done = 0;
    for (let from = 0; from < ids.length; from += together) {
      const some = ids.slice(from, from + together);
      const outcomes = await Promise.all(some.map((id) => archive.run({ id, archived })));
      done += outcomes.filter(Boolean).length;
    }
    setChosen({});
    await invalidateEntity(queryClient, "item");
    if (done === 0) return;
    toast.success(t(archived ? "archiving.manyArchived" : "archiving.manyRestored", { count: done }), {
      action: { label: t("archiving.undo"), onClick: () => void archiveAll(ids, !archived) },
    });
  };

  return (
    <Page title={t("title")} count={shown ?? null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          value={list.search ?? ""}
          onChange={(search) => setList({ search })}
          placeholder={t("list.search")}
        />
        <ListFilters filters={filters}>
          <Select
            aria-label={t("list.sortBy")}
            value={`${list.sort ?? ""}${list.descending ? " down" : ""}`}
            onChange={({ target }) => {
              const [by, way] = target.value.split(" ");
              setList({
                sort: itemSorts.find((known) => known === by),
                descending: way === "down" ? true : undefined,
              });
            }}
            className="w-auto max-sm:w-0 max-sm:min-w-36 max-sm:flex-1"
          >
            {(Object.keys(orders) as (keyof typeof orders)[]).map((name) => (
              <option key={name} value={orders[name]}>
                {t(`sorts.${name}`)}
              </option>
            ))}
          </Select>
          <ViewMenu list="items" state={list} />
        </ListFilters>
      </div>
      <LostFilters list="items" />
      <ListBody
        query={query}
        count={rows?.length}
        filtered={filtered}
        onClear={() => setList(noFilters)}
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
          rows={rows}
          href={(item) => `${base}/${item.id}`}
          sort={{ by: list.sort ?? (list.search ? "" : "sku"), descending: list.descending ?? false }}
          onSort={(by) =>
            setList({
              sort: itemSorts.find((known) => known === by),
              descending: (list.sort ?? "sku") === by && !list.descending ? true : undefined,
            })
          }
          selection={{
            state: chosen,
            onChange: setChosen,
            actions: (ids) => (
              <GuardedButton
                permission="items.archive"
                size="sm"
                disabled={archive.pending}
                onClick={() => archiveAll(ids, !list.archived)}
              >
                <ArchiveIcon /> {t(list.archived ? "archiving.restore" : "archiving.archive")}
              </GuardedButton>
            ),
          }}
        />
      </ListBody>
      <MoreButton query={query} />
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
