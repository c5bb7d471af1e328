"use client";

import { Command } from "cmdk";
import { type LucideIcon, SearchIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useRef } from "react";
import { cn } from "./ui/cn.ts";
import { popoverClasses } from "./ui/menu.tsx";

/** An entry of a {@link Palette}. */
export interface PaletteEntry {
  /** Unique within the palette. */
  id: string;
  label: string;
  /** A further detail, shown at the right. */
  detail?: string;
  icon: LucideIcon;
}

/** Entries under a heading. */
export interface PaletteGroup {
  heading: string;
  entries: readonly PaletteEntry[];
}

/** The properties of a {@link Palette}. */
interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  search: string;
  onSearch: (search: string) => void;
  groups: readonly PaletteGroup[];
  /** A status beside the groups: searching, nothing found, or an error. */
  status?: string | undefined;
  onChoose: (id: string) => void;
  /** Handles a key in the search field before the palette does. */
  onSearchKey?: (event: KeyboardEvent) => void;
}

/** A search field over the page, to find and open anything by keyboard. */
export function Palette(props: PaletteProps) {
  const { open, onOpenChange, search, onSearch, groups, status, onChoose, onSearchKey } = props;
  const t = useTranslations("common.palette");
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className={cn(
            popoverClasses,
            "fixed inset-x-2 top-2 flex max-h-[calc(100dvh-1rem)] flex-col overflow-hidden p-0 shadow-xl",
            "sm:inset-x-auto sm:top-[12vh] sm:left-1/2 sm:max-h-[70vh] sm:w-full sm:max-w-xl sm:-translate-x-1/2",
          )}
        >
          <Radix.Title className="sr-only">{t("title")}</Radix.Title>
          <Command shouldFilter={false} loop label={t("title")} className="flex min-h-0 flex-col">
            <div className="relative border-line border-b">
              <SearchIcon aria-hidden className="pointer-events-none absolute top-4 left-4 size-4 text-ink-faint" />
              <Command.Input
                value={search}
                onValueChange={onSearch}
                onKeyDown={onSearchKey}
                placeholder={t("placeholder")}
                className="h-12 w-full bg-transparent pr-4 pl-11 outline-none placeholder:text-ink-faint max-sm:text-[16px]"
              />
            </div>
            <p role="status" className={cn("px-4 py-3 text-ink-soft", !status && "sr-only")}>
              {status}
            </p>
            <Command.List label={t("results")} className="min-h-0 overflow-y-auto p-1">
              {groups.map(({ heading, entries }) => (
                <Command.Group
                  key={heading}
                  heading={heading}
                  className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-meta"
                >
                  {entries.map(({ id, label, detail, icon: Icon }) => (
                    <Command.Item
                      key={id}
                      value={id}
                      onSelect={() => onChoose(id)}
                      className="flex cursor-pointer items-center gap-3 rounded-md px-3 py-2 data-[selected=true]:bg-accent-soft"
                    >
                      <Icon aria-hidden className="size-4 shrink-0 text-ink-faint" />
                      <span className={cn("min-w-0 truncate", detail ? "max-w-[60%] shrink-0" : "flex-1")}>
                        {label}
                      </span>
                      {detail && (
                        <span className="min-w-0 flex-1 truncate text-right text-ink-soft text-meta">{detail}</span>
                      )}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
