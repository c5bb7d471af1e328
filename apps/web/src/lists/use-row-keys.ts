import { useEffect } from "react";
import { scannerMs } from "@/scanner/scan.ts";

/** The effects of keys on the rows of a table. */
export interface RowKeys {
  /** Moves by a number of rows; `extend` selects the rows in between. */
  move: (by: number, extend: boolean) => void;
  /** Whether a row has the focus, or is about to get it. */
  inside: () => boolean;
  /** Selects or deselects the row; `range` selects all rows from the last selected one. */
  toggle: (range: boolean) => void;
}

const steps: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

/** Elements that handle these keys themselves. */
const ignoredTargets =
  "input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox], summary";

/**
 * J, K and, inside the table, the arrow keys move between rows; X selects one. They have no effect in text fields. A
 * barcode scanner types letters too, in quick succession: a letter takes effect if no other key follows it.
 */
export function useRowKeys(keys: RowKeys | null): void {
  useEffect(() => {
    if (!keys) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      clearTimeout(waiting);
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target?.closest(ignoredTargets) || document.querySelector("[role=dialog]")) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const by = steps[key];
      const act = by ? () => keys.move(by, event.shiftKey) : key === "x" ? () => keys.toggle(event.shiftKey) : null;
      if (!act || (key.startsWith("Arrow") && !keys.inside())) return;
      if (key.length > 1) event.preventDefault();
      if (key.length > 1 || event.repeat) act();
      else waiting = setTimeout(act, scannerMs);
    };
    document.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(waiting);
      document.removeEventListener("keydown", onKey);
    };
  }, [keys]);
}
