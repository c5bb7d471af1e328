"use client";

import { ChevronLeftIcon, ChevronRightIcon, SearchIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { useFormats } from "@/formats/use-formats.ts";

const pauseMs = 200;

/** Searches while typing. `/` moves the focus here. */
export function SearchInput({
  value,
  onChange,
  placeholder,
}: {
  value: string;
  onChange: (search: string) => void;
  placeholder: string;
}) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(value);

  useEffect(() => {
    // The URL changed by other means: by going back, or by clearing the filters.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);

  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, onChange]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className="relative w-full sm:w-72 print:hidden">
      <SearchIcon aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" />
      <Input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={placeholder}
        aria-label={placeholder}
        className="pl-9 [&::-webkit-search-cancel-button]:hidden"
      />
      {!text && (
        <kbd
          aria-hidden
          className="absolute top-2 right-2.5 rounded border border-line px-1.5 text-ink-faint text-meta max-sm:hidden"
        >
          /
        </kbd>
      )}
    </div>
  );
}

/** An active filter, with a button to remove it. */
export function FilterChip({ label, value, onRemove }: { label: string; value: ReactNode; onRemove: () => void }) {
  const t = useTranslations("common.lists.filters");
  return (
    <span className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line bg-surface pr-1 pl-2.5 text-meta">
      <span className="text-ink-faint">{label}</span>
      <span className="font-medium">{value}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={t("remove", { name: label })}
        className="rounded p-1 text-ink-faint hover:bg-sunken hover:text-ink"
      >
        <XIcon aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

/** The pages of a list. */
export function Pager({
  list,
  onPage,
}: {
  list: { page: number; pageCount: number; total: number; more: boolean };
  onPage: (page: number) => void;
}) {
  const t = useTranslations("common.lists");
  const { formatCount, formatTotal } = useFormats();
  const { page, more } = list;
  // The page can lie behind the last one, after its rows were removed: it has to lead back.
  const pageCount = Math.max(list.pageCount, page);
  if (pageCount <= 1) return null;
  const values = {
    page: formatCount(page),
    total: formatTotal(list),
    faint: (text: ReactNode) => <span className="text-ink-faint">{text}</span>,
  };
  return (
    <nav aria-label={t("pages")} className="flex items-center justify-between gap-3 text-ink-soft">
      <span className="tabular">
        {more ? t.rich("pageOfMany", values) : t.rich("page", { ...values, pages: formatCount(pageCount) })}
      </span>
      <div className="flex gap-2">
        <Button size="sm" disabled={page <= 1} onClick={() => onPage(page - 1)}>
          <ChevronLeftIcon /> {t("previous")}
        </Button>
        <Button size="sm" disabled={page >= pageCount} onClick={() => onPage(page + 1)}>
          {t("next")} <ChevronRightIcon />
        </Button>
      </div>
    </nav>
  );
}
