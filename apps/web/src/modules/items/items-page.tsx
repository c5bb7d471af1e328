"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { RowSelectionState } from "@tanstack/react-table";
import { itemSorts } from "@waybill/validators/items";
import { ArchiveIcon, ClipboardListIcon, PlusIcon, ShapesIcon, UploadIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { byCursor } from "@/lists/cursor.ts";
import { DataTable } from "@/lists/data-table.tsx";
import { ListActions } from "@/lists/list-actions.tsx";
import { ListBody } from "@/lists/list-body.tsx";
import { ListFilters } from "@/lists/list-filters.tsx";
import { SearchInput } from "@/lists/list-tools.tsx";
import { MoreButton } from "@/lists/more-button.tsx";
import { useFullPage } from "@/lists/use-full-page.ts";
import { useListState } from "@/lists/use-list-state.ts";
import { ObsoleteFilters, ViewMenu } from "@/platform/views/view-menu.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";
import { useArchiveMany } from "./archive-item.tsx";
import { useColumns } from "./item-columns.tsx";
import { type ItemListState, itemListInput, itemListState, itemsOfList } from "./item-list.ts";
import { ItemOrder } from "./item-order.tsx";
import { useItemFilters } from "./use-item-filters.ts";

/** A state of the list without any filter. */
const noFilters: ItemListState = Object.fromEntries(
  Object.keys(itemListState.schema.shape).map((name) => [name, undefined]),
);

/** The catalogue as a list. */
export function ItemsPage() {
  const t = useTranslations("items");
  const columns = useColumns();
  const { formatCount } = useFormats();
  const trpc = useTRPC();
  const tenant = useTenant();
  const [list, setList] = useListState(itemListState);
  const filters = useItemFilters(list, setList);
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const query = useInfiniteQuery(
    trpc.items.list.infiniteQueryOptions(itemListInput(list), { ...byCursor, placeholderData: keepPreviousData }),
  );
  useFullPage(query, 50);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const shown = rows && `${formatCount(rows.length)}${query.hasNextPage ? "+" : ""}`;
  const archive = useArchiveMany(() => setChosen({}));
  const filtered = Object.keys(itemsOfList(list)).length > 0;
  const base = `/t/${tenant}/items`;

  const { run: runExport } = useAction(trpc.items.export.mutationOptions());
  const actions = (
    <ListActions
      runExport={(format) => runExport({ ...itemsOfList(list), format })}
      imports={[
        { permission: "items.import", href: `${base}/import`, icon: <UploadIcon />, label: t("list.import") },
        {
          permission: "items.importCounts",
          href: `${base}/import-counts`,
          icon: <ClipboardListIcon />,
          label: t("list.importCounts"),
        },
      ]}
      create={{ permission: "items.create", href: `${base}/new`, icon: <PlusIcon />, label: t("new") }}
    />
  );

  return (
    <Page title={t("title")} count={shown ?? null} actions={actions} wide>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          value={list.search ?? ""}
          onChange={(search) => setList({ search })}
          placeholder={t("list.search")}
        />
        <ListFilters filters={filters}>
          <ItemOrder list={list} onChange={setList} />
          <ViewMenu list="items" state={list} />
        </ListFilters>
      </div>
      <ObsoleteFilters list="items" />
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
                onClick={() => archive.run(ids, !list.archived)}
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
