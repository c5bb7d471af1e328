import { useEffect } from "react";
import { scannerMs } from "@/lib/scan.ts";

/** What keys do with the rows of a table. */
export interface RowKeys {
  /** Goes on by so many rows; `extend` chooses what lies between. */
  move: (by: number, extend: boolean) => void;
  /** Whether a row has the focus, or is about to have it. */
  inside: () => boolean;
  /** Chooses the row, or takes it out; `range` chooses all from the last one that was chosen. */
  toggle: (range: boolean) => void;
}

const steps: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

/** Where keys are typed, or mean something else. */
const elsewhere =
  "input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox], summary";

/**
 * J and K, and the arrows inside of the table, go from row to row, X chooses one. They do nothing where something is typed. A
 * barcode scanner types letters too, but each soon after the one before: a letter waits until none has followed.
 */
export function useRowKeys(keys: RowKeys | null): void {
  useEffect(() => {
    if (!keys) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      clearTimeout(waiting);
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (target?.closest(elsewhere) || document.querySelector("[role=dialog]")) return;
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
