"use client";

import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  type OnChangeFn,
  type Row,
  type RowData,
  type RowSelectionState,
  useReactTable,
} from "@tanstack/react-table";
import { ArrowDownIcon, ArrowUpIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";
import { formatCount } from "@/lib/format.ts";
import { Button } from "./ui/button.tsx";
import { Checkbox } from "./ui/input.tsx";
import { Skeleton } from "./ui/surface.tsx";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers stand at the right. */
    numeric?: boolean;
    /** From which width on the column is shown. */
    from?: "sm" | "md" | "lg" | "xl";
    /** What the server sorts by. */
    sort?: string;
  }
}

const shownFrom = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };

/** Which rows are chosen, and what to do with them. */
export interface Selection {
  state: RowSelectionState;
  onChange: OnChangeFn<RowSelectionState>;
  actions: (ids: string[]) => ReactNode;
  /** All that match, of which the rows are the first; left out where every one is shown. */
  matching?: {
    /** How many they are; undefined while they are counted. */
    count: number | undefined;
    chosen: boolean;
    onChoose: () => void;
  };
}

/** A list as a table: sticky header, rows that are links, numbers at the right, a bar of actions for chosen rows. */
export function DataTable<T extends { id: string }>({
  label,
  columns,
  rows,
  href,
  selection,
  sort,
  onSort,
  skeletonRows = 12,
}: {
  label: string;
  columns: ColumnDef<T>[];
  /** Undefined while they are read: then rows of the right height hold their place. */
  rows: T[] | undefined;
  /** Where a row leads. */
  href?: (row: T) => string;
  selection?: Selection;
  sort?: { by: string; descending: boolean };
  onSort?: (by: string) => void;
  skeletonRows?: number;
}) {
  const table = useReactTable({
    data: rows ?? [],
    columns,
    getRowId: (row) => row.id,
    getCoreRowModel: getCoreRowModel(),
    enableRowSelection: Boolean(selection),
    state: { rowSelection: selection?.state ?? {} },
    ...(selection ? { onRowSelectionChange: selection.onChange } : {}),
  });
  const chosen = selection ? Object.keys(selection.state) : [];
  return (
    <div className="flex flex-col gap-2">
      {selection && chosen.length > 0 && (
        <SelectionBar selection={selection} chosen={chosen} all={table.getIsAllRowsSelected()} />
      )}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <table aria-label={label} className="w-full border-collapse text-left">
          <thead className="sticky top-0 z-10 bg-surface">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} className="border-line border-b">
                {selection && (
                  <th scope="col" className="w-10 pl-4 max-sm:w-8 max-sm:pl-3">
                    <Checkbox
                      aria-label="Choose all rows"
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
                        "h-10 whitespace-nowrap px-4 font-medium text-ink-faint text-meta max-sm:px-2",
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
              </tr>
            ))}
          </thead>
          <tbody>
            {rows === undefined
              ? Array.from({ length: skeletonRows }, (_, index) => index).map((index) => (
                  <tr key={index} className="h-11 border-line border-b last:border-0">
                    {selection && <td />}
                    {columns.map((column, at) => (
                      <td
                        key={column.id ?? at}
                        className={cn("px-4", column.meta?.from && shownFrom[column.meta.from])}
                      >
                        <Skeleton className="h-3.5 w-3/4" />
                      </td>
                    ))}
                  </tr>
                ))
              : table
                  .getRowModel()
                  .rows.map((row) => <BodyRow key={row.id} row={row} href={href} selectable={Boolean(selection)} />)}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** What is chosen, and what can be done with it. */
function SelectionBar({ selection, chosen, all }: { selection: Selection; chosen: string[]; all: boolean }) {
  const { actions, matching, onChange } = selection;
  const count = matching?.chosen ? matching.count : chosen.length;
  return (
    <div
      role="toolbar"
      aria-label="Chosen rows"
      className="flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-2"
    >
      <span className="tabular font-medium" aria-live="polite">
        {matching?.chosen && "All "}
        {count === undefined ? "…" : formatCount(count)} {matching?.chosen ? "that match are chosen" : "chosen"}
      </span>
      {all && matching && !matching.chosen && (
        <Button variant="link" size="inline" disabled={matching.count === undefined} onClick={matching.onChoose}>
          Select all {matching.count === undefined ? "…" : formatCount(matching.count)} that match
        </Button>
      )}
      <div className="flex flex-1 flex-wrap gap-2">{actions(chosen)}</div>
      <Button variant="ghost" size="sm" onClick={() => onChange({})}>
        Clear
      </Button>
    </div>
  );
}

function BodyRow<T extends { id: string }>({
  row,
  href,
  selectable,
}: {
  row: Row<T>;
  href: ((row: T) => string) | undefined;
  selectable: boolean;
}) {
  return (
    <tr
      className={cn(
        "relative h-11 border-line border-b last:border-0",
        href && "focus-within:bg-sunken hover:bg-sunken/60",
        row.getIsSelected() && "bg-accent-soft hover:bg-accent-soft",
      )}
    >
      {selectable && (
        <td className="relative z-10 w-10 pl-4 max-sm:w-8 max-sm:pl-3">
          <Checkbox
            aria-label="Choose this row"
            checked={row.getIsSelected()}
            onChange={row.getToggleSelectedHandler()}
          />
        </td>
      )}
      {row.getVisibleCells().map((cell, index) => {
        const { numeric, from } = cell.column.columnDef.meta ?? {};
        const content = flexRender(cell.column.columnDef.cell, cell.getContext());
        return (
          <td
            key={cell.id}
            className={cn(
              "px-4 py-2 max-sm:px-2",
              numeric && "tabular whitespace-nowrap text-right",
              from && shownFrom[from],
            )}
          >
            {index === 0 && href ? (
              // The link reaches over the whole row: it can be clicked anywhere, and opened in a tab.
              <Link
                href={href(row.original)}
                prefetch={false}
                className="rounded font-medium outline-offset-4 after:absolute after:inset-0"
              >
                {content}
              </Link>
            ) : (
              content
            )}
          </td>
        );
      })}
    </tr>
  );
}
