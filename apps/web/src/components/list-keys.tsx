"use client";

import { useEffect, useState } from "react";
import { Dialog } from "./ui/dialog.tsx";

const keys = [
  ["J, K", "Next row, row before; in the list, the arrow keys too"],
  ["Shift J, Shift K", "The same, and choose the rows"],
  ["X", "Choose the row, or take it out"],
  ["Shift X", "Choose all rows from the last one that was chosen"],
  ["Enter", "Open the row"],
  ["/", "Search the list"],
  ["Ctrl K, ⌘ K", "Open the palette"],
  ["?", "This help"],
] as const;

/** What the keys of a list do: opened by `?`. */
export function ListKeys() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "?" || typing || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys of a list">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="whitespace-nowrap rounded border border-line bg-sunken px-1.5 py-0.5 text-meta">
                {key}
              </kbd>
            </dt>
            <dd className="text-ink-soft">{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
