"use client";

import { flexRender, type Row } from "@tanstack/react-table";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn.ts";
import { Checkbox } from "@/components/ui/input.tsx";
import { shownFrom } from "./table-columns.ts";

/** The space of rows that are not rendered. */
export function SpacerRow({ height, width }: { height: number; width: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={width} style={{ height }} />
    </tr>
  );
}

/** A row of a table. Its first cell links to the record. */
export function TableRow<T extends { id: string }>({
  row,
  index,
  href,
  selectable,
  dense,
  menu,
  active,
  onFocus,
  onToggle,
}: {
  row: Row<T>;
  index: number;
  href: ((row: T) => string) | undefined;
  selectable: boolean;
  dense: boolean;
  /** Whether the header has a further column with a menu. */
  menu: boolean;
  /** Whether it is the row that Tab reaches. */
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
        <td className="relative z-10 w-10 pl-4 @max-lg:w-8 @max-2xl:pl-3">
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
              "px-4 @max-2xl:px-3 @max-lg:px-2",
              dense ? "py-1" : "py-2",
              numeric && "tabular whitespace-nowrap text-right",
              from && shownFrom[from],
            )}
          >
            {index === 0 && href ? (
              // The link covers the whole row: a click anywhere opens it, a middle click in a new tab.
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
      {menu && <td className="@max-lg:hidden print:hidden" />}
    </tr>
  );
}
