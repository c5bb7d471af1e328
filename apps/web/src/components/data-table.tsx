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
import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownIcon, ArrowUpIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cn } from "@/lib/cn.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { ListKeys } from "./list-keys.tsx";
import { TableLookMenu, useTableLook } from "./table-look.tsx";
import { Button } from "./ui/button.tsx";
import { Checkbox } from "./ui/input.tsx";
import { Skeleton } from "./ui/surface.tsx";
import { type RowKeys, useRowKeys } from "./use-row-keys.ts";

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
  name,
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
  /** Under which the browser keeps the columns and the density that a person likes; without it, neither is chosen. */
  name?: string;
}) {
  const t = useTranslations("common.lists");
  const [look, setLook] = useTableLook(name ?? "plain");
  const element = useRef<HTMLTableElement>(null);
  const shownColumns = name ? columns.filter(({ id }, at) => at === 0 || !look.hidden.includes(id ?? "")) : columns;
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
  const dense = name !== undefined && look.dense;
  const { shown, above, below } = useShownRows({ element, count: body.length, height: dense ? 36 : 44, active });
  const width = shownColumns.length + (selection ? 1 : 0);
  return (
    <div className="relative flex flex-col gap-2">
      {href && <ListKeys />}
      {name && (
        <div className="absolute top-0.5 right-1 z-20 print:hidden">
          <TableLookMenu
            columns={columns
              .slice(1)
              .flatMap(({ id, header }) => (id && typeof header === "string" ? [{ id, label: header }] : []))}
            look={look}
            onChange={setLook}
          />
        </div>
      )}
      {selection && chosen.length > 0 && (
        <SelectionBar selection={selection} chosen={chosen} all={table.getIsAllRowsSelected()} />
      )}
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
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
                  <th scope="col" className="w-10 pl-4 max-sm:w-8 max-sm:pl-3">
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
                    {shownColumns.map((column, at) => (
                      <td
                        key={column.id ?? at}
                        className={cn("px-4", column.meta?.from && shownFrom[column.meta.from])}
                      >
                        <Skeleton className="h-3.5 w-3/4" />
                      </td>
                    ))}
                  </tr>
                ))
              : [
                  <Gap key="above" height={above} width={width} />,
                  ...shown.flatMap((index) => {
                    const row = body[index];
                    if (!row) return [];
                    return (
                      <BodyRow
                        key={row.id}
                        row={row}
                        index={index}
                        href={href}
                        selectable={Boolean(selection)}
                        dense={dense}
                        active={index === active}
                        onFocus={() => focus(index)}
                        onToggle={(range) => toggle(index, range)}
                      />
                    );
                  }),
                  <Gap key="below" height={below} width={width} />,
                ]}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** What is chosen, and what can be done with it. */
function SelectionBar({ selection, chosen, all }: { selection: Selection; chosen: string[]; all: boolean }) {
  const t = useTranslations("common");
  const { formatCount } = useFormats();
  const { actions, matching, onChange } = selection;
  const count = matching?.chosen ? matching.count : chosen.length;
  const counted = (number: number | undefined) => (number === undefined ? "…" : formatCount(number));
  return (
    <div
      role="toolbar"
      aria-label={t("lists.selection.title")}
      className="flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-2"
    >
      <span className="tabular font-medium" aria-live="polite">
        {t(matching?.chosen ? "lists.selection.matching" : "lists.selection.count", { count: counted(count) })}
      </span>
      {all && matching && !matching.chosen && (
        <Button variant="link" size="inline" disabled={matching.count === undefined} onClick={matching.onChoose}>
          {t("lists.selection.selectMatching", { count: counted(matching.count) })}
        </Button>
      )}
      <div className="flex flex-1 flex-wrap gap-2">{actions(chosen)}</div>
      <Button variant="ghost" size="sm" onClick={() => onChange({})}>
        {t("clear")}
      </Button>
    </div>
  );
}

/** Which row the keys are at, and what they do. */
function useActiveRow<T extends { id: string }>({
  element,
  rows,
  selection,
  keys,
}: {
  element: RefObject<HTMLTableElement | null>;
  rows: readonly Row<T>[];
  selection: Selection | undefined;
  keys: boolean;
}) {
  const [activeId, setActiveId] = useState<string>();
  const anchor = useRef<string>(undefined);
  const wanted = useRef(false);
  const found = rows.findIndex(({ id }) => id === activeId);
  const active = Math.max(found, 0);

  // A row far away is drawn first.
  useEffect(() => {
    if (!wanted.current) return;
    const link = element.current?.querySelector<HTMLAnchorElement>(`tr[data-row="${active}"] a`);
    if (!link) return;
    wanted.current = false;
    link.focus();
    link.scrollIntoView({ block: "nearest" });
  });

  const between = (one: number, other: number) => rows.slice(Math.min(one, other), Math.max(one, other) + 1);
  const toggle = (index: number, range: boolean) => {
    const row = rows[index];
    if (!selection || !row) return;
    const from = rows.findIndex(({ id }) => id === anchor.current);
    const on = range && from >= 0 ? true : !row.getIsSelected();
    const concerned = range && from >= 0 ? between(from, index) : [row];
    anchor.current = row.id;
    selection.onChange((state) => {
      const next = { ...state };
      for (const { id } of concerned) {
        if (on) next[id] = true;
        else delete next[id];
      }
      return next;
    });
  };
  const handled: RowKeys = {
    move(by, extend) {
      // The first press goes to the row that is marked, where none has the focus.
      const inside = handled.inside();
      const next = inside ? Math.min(Math.max(active + by, 0), rows.length - 1) : active;
      const row = rows[next];
      if (!row) return;
      wanted.current = true;
      setActiveId(row.id);
      if (!extend || !selection) return;
      selection.onChange((state) => ({
        ...state,
        ...Object.fromEntries(between(inside ? active : next, next).map(({ id }) => [id, true])),
      }));
      anchor.current ??= row.id;
    },
    inside: () => wanted.current || element.current?.contains(document.activeElement) === true,
    toggle: (range) => toggle(active, range),
  };
  const latest = useRef(handled);
  latest.current = handled;
  const [stable] = useState<RowKeys>(() => ({
    move: (by, extend) => latest.current.move(by, extend),
    inside: () => latest.current.inside(),
    toggle: (range) => latest.current.toggle(range),
  }));
  useRowKeys(keys ? stable : null);
  return { active, toggle, focus: (index: number) => setActiveId(rows[index]?.id) };
}

/** From so many rows on, those out of sight are not drawn. */
const drawnAtOnce = 100;

/** The rows that are drawn: all of few, and of paper; of many, those in sight and some around. */
function useShownRows({
  element,
  count,
  height,
  active,
}: {
  element: RefObject<HTMLTableElement | null>;
  count: number;
  height: number;
  active: number;
}) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  const virtual = count > drawnAtOnce && !printing;
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (virtual && element.current) setTop(element.current.getBoundingClientRect().top + window.scrollY);
  }, [virtual, element]);
  const virtualizer = useWindowVirtualizer({
    count,
    enabled: virtual,
    estimateSize: () => height,
    overscan: 20,
    scrollMargin: top,
    // The row of the keys stays, so that the focus does.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(active, count - 1)])].sort((a, b) => a - b),
  });
  if (!virtual) return { shown: Array.from({ length: count }, (_, index) => index), above: 0, below: 0 };
  const items = virtualizer.getVirtualItems();
  const near = items.filter(({ index }) => index !== active);
  const first = near[0];
  const last = near.at(-1);
  return {
    shown: items.map(({ index }) => index),
    above: first ? Math.max(first.index - items.filter(({ index }) => index < first.index).length, 0) * height : 0,
    below: last
      ? Math.max(count - 1 - last.index - items.filter(({ index }) => index > last.index).length, 0) * height
      : 0,
  };
}

/** The room of rows that are not drawn. */
function Gap({ height, width }: { height: number; width: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={width} style={{ height }} />
    </tr>
  );
}

function BodyRow<T extends { id: string }>({
  row,
  index,
  href,
  selectable,
  dense,
  active,
  onFocus,
  onToggle,
}: {
  row: Row<T>;
  index: number;
  href: ((row: T) => string) | undefined;
  selectable: boolean;
  dense: boolean;
  /** Whether it is the one that Tab comes to. */
  active: boolean;
  onFocus: () => void;
  onToggle: (range: boolean) => void;
}) {
  const t = useTranslations("common.lists");
  const tab = active || !href ? 0 : -1;
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      onFocus={onFocus}
      className={cn(
        "relative border-line border-b last:border-0",
        dense ? "h-9" : "h-11",
        href && "focus-within:bg-sunken hover:bg-sunken/60",
        row.getIsSelected() && "bg-accent-soft hover:bg-accent-soft",
      )}
    >
      {selectable && (
        <td className="relative z-10 w-10 pl-4 max-sm:w-8 max-sm:pl-3">
          <Checkbox
            aria-label={t("selection.row")}
            checked={row.getIsSelected()}
            tabIndex={tab}
            onChange={({ nativeEvent }) => onToggle("shiftKey" in nativeEvent && nativeEvent.shiftKey === true)}
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
              "px-4 max-sm:px-2",
              dense ? "py-1" : "py-2",
              numeric && "tabular whitespace-nowrap text-right",
              from && shownFrom[from],
            )}
          >
            {index === 0 && href ? (
              // The link reaches over the whole row: it can be clicked anywhere, and opened in a tab.
              <Link
                href={href(row.original)}
                prefetch={false}
                tabIndex={tab}
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
