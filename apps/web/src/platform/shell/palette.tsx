"use client";

import { SearchIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";

const load = () => import("./palette-dialog.tsx");
const Dialog = lazy(() => load().then((file) => ({ default: file.PaletteDialog })));

/** Requests to open the palette. */
const openers = new EventTarget();
const openPalette = () => openers.dispatchEvent(new Event("open"));

/** The palette, opened by Ctrl+K or ⌘K. It is loaded on demand. */
export function PaletteHost() {
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => {
      setAsked(true);
      setOpen(true);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Control" || event.key === "Meta") void load();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k")
        return;
      event.preventDefault();
      show();
    };
    window.addEventListener("keydown", onKey);
    openers.addEventListener("open", show);
    return () => {
      window.removeEventListener("keydown", onKey);
      openers.removeEventListener("open", show);
    };
  }, []);
  if (!asked) return null;
  return (
    <Suspense>
      <Dialog open={open} onOpenChange={setOpen} />
    </Suspense>
  );
}

/** Opens the palette from the sidebar. */
export function PaletteButton({ folded }: { folded: boolean }) {
  const t = useTranslations("shell");
  return (
    <Button
      variant="secondary"
      onClick={openPalette}
      onPointerEnter={() => void load()}
      aria-keyshortcuts="Control+K"
      title={folded ? t("search") : undefined}
      className={cn("w-full justify-start gap-2.5 px-2.5 font-normal text-ink-faint", folded && "justify-center px-0")}
    >
      <SearchIcon />
      <span className={cn("flex-1 text-left", folded && "sr-only")}>{t("search")}</span>
      {!folded && (
        <kbd aria-hidden className="rounded border border-line px-1.5 text-meta max-md:hidden">
          {t("shortcut")}
        </kbd>
      )}
    </Button>
  );
}

/** Opens the palette on a phone, where the sidebar is a drawer. */
export function PaletteIcon() {
  const t = useTranslations("shell");
  return (
    <Button variant="ghost" size="icon" onClick={openPalette} aria-label={t("search")} className="ml-auto">
      <SearchIcon />
    </Button>
  );
}
