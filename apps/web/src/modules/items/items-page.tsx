"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef, RowSelectionState } from "@tanstack/react-table";
import type { RouterOutputs } from "@waybill/api";
import { ArchiveIcon, ClipboardListIcon, PlusIcon, ShapesIcon, UploadIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table.tsx";
import { ExportButton } from "@/components/export-button.tsx";
import { ListBody } from "@/components/list-body.tsx";
import { FilterChip, Pager, SearchInput } from "@/components/list-tools.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { GuardedButton } from "@/lib/access.tsx";
import { formatCount, formatMoney, formatWeight } from "@/lib/format.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { TagList } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { isLow, itemListInput } from "./item-list.ts";
import { LowStockBadge } from "./stock-parts.tsx";

type Item = RouterOutputs["items"]["list"]["items"][number];

const columns: ColumnDef<Item>[] = [
  {
    id: "sku",
    header: "SKU",
    meta: { sort: "sku" },
    cell: ({ row: { original } }) => <span className="tabular whitespace-nowrap">{original.sku}</span>,
  },
  {
    id: "name",
    header: "Name",
    meta: { sort: "name" },
    cell: ({ row: { original } }) => (
      <span className="line-clamp-2 min-w-32">
        {original.name} {original.archivedAt && <Badge look="neutral">Archived</Badge>}
      </span>
    ),
  },
  {
    id: "tags",
    header: "Tags",
    meta: { from: "lg" },
    cell: ({ row: { original } }) => <TagList ids={original.tagIds} />,
  },
  {
    id: "weight",
    header: "Weight",
    meta: { numeric: true, from: "md" },
    cell: ({ row: { original } }) => formatWeight(original.weight),
  },
  {
    id: "price",
    header: "Price",
    meta: { numeric: true, from: "sm" },
    cell: ({ row: { original } }) => formatMoney(original.price, original.currency),
  },
  {
    id: "onHand",
    header: "On hand",
    meta: { numeric: true, from: "lg" },
    cell: ({ row: { original } }) => formatCount(original.onHand),
  },
  {
    id: "available",
    header: "Available",
    meta: { numeric: true, sort: "available" },
    cell: ({ row: { original } }) => (
      <span className="inline-flex items-center gap-2">
        {isLow(original) && <LowStockBadge />}
        {formatCount(original.available)}
      </span>
    ),
  },
];

/** The catalogue as a list. */
export function ItemsPage() {
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
          <UploadIcon /> Import
        </Link>
      </GuardedButton>
      <GuardedButton permission="items.importCounts" asChild>
        <Link href={`${base}/import-counts`}>
          <ClipboardListIcon /> Import counts
        </Link>
      </GuardedButton>
      <GuardedButton permission="items.create" variant="primary" asChild>
        <Link href={`${base}/new`}>
          <PlusIcon /> New item
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
    toast.success(`${done} ${done === 1 ? "item" : "items"} ${archived ? "archived" : "restored"}`, {
      action: { label: "Undo", onClick: () => void archiveAll(ids, !archived) },
    });
  };

  return (
    <Page title="Items" count={data ? formatTotal(data) : null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput value={url.q ?? ""} onChange={(q) => setUrl({ q })} placeholder="Search items" />
        <Select
          aria-label="Filter by tag"
          value={url.tag ?? ""}
          onChange={(event) => setUrl({ tag: event.target.value })}
          className="w-auto max-w-44"
        >
          <option value="">Any tag</option>
          {tags?.items.map((tag) => (
            <option key={tag.id} value={tag.id}>
              {tag.name}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Active or archived"
          value={url.archived ?? ""}
          onChange={(event) => setUrl({ archived: event.target.value })}
          className="w-auto"
        >
          <option value="">Active</option>
          <option value="1">Archived</option>
        </Select>
        <Select
          aria-label="Filter by stock"
          value={url.stock ?? ""}
          onChange={(event) => setUrl({ stock: event.target.value })}
          className="w-auto"
        >
          <option value="">Any stock</option>
          <option value="low">Low stock</option>
        </Select>
        {url.stock && <FilterChip label="Stock" value="Low" onRemove={() => setUrl({ stock: undefined })} />}
        {url.tag && <FilterChip label="Tag" value={tagName ?? "…"} onRemove={() => setUrl({ tag: undefined })} />}
        {url.archived && <FilterChip label="State" value="Archived" onRemove={() => setUrl({ archived: undefined })} />}
      </div>
      <ListBody
        query={query}
        count={data?.total}
        filtered={filtered}
        onClear={clear}
        empty={
          <EmptyState icon={<ShapesIcon />} title="No items yet" actions={actions}>
            Items are what you pack into parcels: each with its SKU, weight and price, and a ledger of its stock.
          </EmptyState>
        }
      >
        <DataTable
          label="Items"
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
                <ArchiveIcon /> {url.archived ? "Restore" : "Archive"}
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
  const queryClient = useQueryClient();
  const { run, pending } = useAction(useTRPC().items.archive.mutationOptions());
  const archived = item.archivedAt !== null;
  const set = async (next: boolean) => {
    if (!(await run({ id: item.id, archived: next }))) return;
    await invalidateEntity(queryClient, "item");
    toast.success(`${item.name} was ${next ? "archived" : "restored"}`, {
      action: { label: "Undo", onClick: () => void set(!next) },
    });
  };
  return (
    <GuardedButton permission="items.archive" disabled={pending} onClick={() => set(!archived)}>
      <ArchiveIcon /> {archived ? "Restore" : "Archive"}
    </GuardedButton>
  );
}
