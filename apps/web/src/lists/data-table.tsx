"use client";

import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { ArrowDownIcon, ArrowUpIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { cn } from "@/components/ui/cn.ts";
import { Checkbox } from "@/components/ui/input.tsx";
import { Skeleton } from "@/components/ui/surface.tsx";
import { ListKeys } from "./list-keys.tsx";
import { type Selection, SelectionBar } from "./selection-bar.tsx";
import { shownFrom } from "./table-columns.ts";
import { TableDisplayMenu, useTableDisplay } from "./table-display.tsx";
import { SpacerRow, TableRow } from "./table-row.tsx";
import { useActiveRow } from "./use-active-row.ts";
import { useShownRows } from "./use-shown-rows.ts";

/** A list as a table: sticky header, rows as links, numbers right-aligned, a bar of actions for selected rows. */
export function DataTable<T extends { id: string }>({
  label,
  columns,
  rows,
  href,
  selection,
  sort,
  onSort,
  skeletonRows = 12,
  name,
}: {
  label: string;
  columns: ColumnDef<T>[];
  /** Undefined while loading: skeleton rows of the same height are shown. */
  rows: T[] | undefined;
  /** The page of a row. */
  href?: (row: T) => string;
  selection?: Selection;
  sort?: { by: string; descending: boolean };
  onSort?: (by: string) => void;
  skeletonRows?: number;
  /** The key under which the browser stores hidden columns and density; without it, there is no menu for them. */
  name?: string;
}) {
  const t = useTranslations("common.lists");
  const [display, setDisplay] = useTableDisplay(name ?? "plain");
  const element = useRef<HTMLTableElement>(null);
  const shownColumns = name ? columns.filter(({ id }, at) => at === 0 || !display.hidden.includes(id ?? "")) : columns;
  const table = useReactTable({
    data: rows ?? [],
    columns: shownColumns,
    getRowId: (row) => row.id,
    getCoreRowModel: getCoreRowModel(),
    enableRowSelection: Boolean(selection),
    state: { rowSelection: selection?.state ?? {} },
    ...(selection ? { onRowSelectionChange: selection.onChange } : {}),
  });
  const chosen = selection ? Object.keys(selection.state) : [];
  const body = table.getRowModel().rows;
  const { active, focus, toggle } = useActiveRow({ element, rows: body, selection, keys: Boolean(href) });
  const dense = name !== undefined && display.dense;
  const { shown, above, below } = useShownRows({ element, count: body.length, height: dense ? 36 : 44, active });
  const width = shownColumns.length + (selection ? 1 : 0) + (name ? 1 : 0);
  return (
    <div className="flex flex-col gap-2">
      {href && <ListKeys />}
      {selection && chosen.length > 0 && (
        <SelectionBar selection={selection} chosen={chosen} all={table.getIsAllRowsSelected()} />
      )}
      <div className="@container overflow-x-auto rounded-lg border border-line bg-surface">
        <table
          ref={element}
          aria-label={label}
          {...(shown.length < body.length ? { "aria-rowcount": body.length + 1 } : {})}
          className="w-full border-collapse text-left"
        >
          <thead className="sticky top-0 z-10 bg-surface">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} className="border-line border-b">
                {selection && (
                  <th scope="col" className="w-10 pl-4 @max-lg:w-8 @max-2xl:pl-3">
                    <Checkbox
                      aria-label={t("selection.all")}
                      checked={table.getIsAllRowsSelected()}
                      ref={(box) => {
                        if (box) box.indeterminate = table.getIsSomeRowsSelected();
                      }}
                      onChange={table.getToggleAllRowsSelectedHandler()}
                    />
                  </th>
                )}
                {group.headers.map(({ id, column, getContext }) => {
                  const { numeric, from, sort: by } = column.columnDef.meta ?? {};
                  const sorted = by !== undefined && sort?.by === by;
                  const content = flexRender(column.columnDef.header, getContext());
                  return (
                    <th
                      key={id}
                      scope="col"
                      {...(by ? { "aria-sort": sorted ? (sort.descending ? "descending" : "ascending") : "none" } : {})}
                      className={cn(
                        "h-10 whitespace-nowrap px-4 font-medium text-ink-faint text-meta @max-2xl:px-3 @max-lg:px-2",
                        numeric && "text-right",
                        from && shownFrom[from],
                      )}
                    >
                      {by && onSort ? (
                        <button
                          type="button"
                          onClick={() => onSort(by)}
                          className={cn("inline-flex items-center gap-1 rounded hover:text-ink", sorted && "text-ink")}
                        >
                          {content}
                          {sorted &&
                            (sort.descending ? (
                              <ArrowDownIcon aria-hidden className="size-3.5" />
                            ) : (
                              <ArrowUpIcon aria-hidden className="size-3.5" />
                            ))}
                        </button>
                      ) : (
                        content
                      )}
                    </th>
                  );
                })}
                {name && (
                  <th scope="col" className="w-10 py-0 pr-1 text-right font-normal @max-lg:hidden print:hidden">
                    <TableDisplayMenu
                      columns={columns
                        .slice(1)
                        .flatMap(({ id, header }) => (id && typeof header === "string" ? [{ id, label: header }] : []))}
                      display={display}
                      onChange={setDisplay}
                    />
                  </th>
                )}
              </tr>
            ))}
          </thead>
          <tbody>
            {rows === undefined
              ? Array.from({ length: skeletonRows }, (_, index) => index).map((index) => (
                  <tr key={index} className="h-11 border-line border-b last:border-0">
                    {selection && <td />}
                    {shownColumns.map((column, at) => (
                      <td
                        key={column.id ?? at}
                        className={cn(
                          "px-4 @max-2xl:px-3 @max-lg:px-2",
                          column.meta?.from && shownFrom[column.meta.from],
                        )}
                      >
                        <Skeleton className="h-3.5 w-3/4" />
                      </td>
                    ))}
                    {name && <td className="@max-lg:hidden print:hidden" />}
                  </tr>
                ))
              : [
                  <SpacerRow key="above" height={above} width={width} />,
                  ...shown.flatMap((index) => {
                    const row = body[index];
                    if (!row) return [];
                    return (
                      <TableRow
                        key={row.id}
                        row={row}
                        index={index}
                        href={href}
                        selectable={Boolean(selection)}
                        dense={dense}
                        menu={name !== undefined}
                        active={index === active}
                        onFocus={() => focus(index)}
                        onToggle={(range) => toggle(index, range)}
                      />
                    );
                  }),
                  <SpacerRow key="below" height={below} width={width} />,
                ]}
          </tbody>
        </table>
      </div>
    </div>
  );
}
