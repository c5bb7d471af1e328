import type { Row } from "@tanstack/react-table";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Selection } from "./selection-bar.tsx";
import { type RowKeys, useRowKeys } from "./use-row-keys.ts";

/** The active row of a table, and the effect of keys on it. */
export function useActiveRow<T extends { id: string }>({
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
  /** The row that is about to get the focus. By id, since the effect may still run for an earlier rendering. */
  const wanted = useRef<string>(undefined);
  const found = rows.findIndex(({ id }) => id === activeId);
  const active = Math.max(found, 0);

  // A distant row is rendered before it can get the focus.
  useEffect(() => {
    if (!wanted.current) return;
    const index = rows.findIndex(({ id }) => id === wanted.current);
    const link = element.current?.querySelector<HTMLAnchorElement>(`tr[data-row="${index}"] a`);
    if (index >= 0 && !link) return;
    wanted.current = undefined;
    if (!link) return;
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
      // Without the focus in the table, the first key press moves to the active row.
      const inside = handled.inside();
      const next = inside ? Math.min(Math.max(active + by, 0), rows.length - 1) : active;
      const row = rows[next];
      if (!row) return;
      wanted.current = row.id;
      setActiveId(row.id);
      if (!extend || !selection) return;
      selection.onChange((state) => ({
        ...state,
        ...Object.fromEntries(between(inside ? active : next, next).map(({ id }) => [id, true])),
      }));
      anchor.current ??= row.id;
    },
    inside: () => wanted.current !== undefined || element.current?.contains(document.activeElement) === true,
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
