"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Dialog } from "@/components/ui/dialog.tsx";

const keys = ["move", "extend", "select", "range", "open", "search", "palette", "help"] as const;

/** Help on the keyboard shortcuts of a list: opened by `?`. */
export function ListKeys() {
  const t = useTranslations("common.lists.keys");
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
    <Dialog open={open} onOpenChange={setOpen} title={t("title")}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {keys.map((key) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="whitespace-nowrap rounded border border-line bg-sunken px-1.5 py-0.5 text-meta">
                {t(`pressed.${key}`)}
              </kbd>
            </dt>
            <dd className="text-ink-soft">{t(key)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
