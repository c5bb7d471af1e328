"use client";

import { ListFilterIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { FilterInput } from "./filter-parts.tsx";
import { useFilterText } from "./filter-text.ts";
import { clear, isOn, type ListFilter } from "./list-filter.ts";
import { FilterChip } from "./list-tools.tsx";

/** The filters of a list: a button that opens all of them, and active ones as chips. Filters combine. */
export function ListFilters({ filters, children }: { filters: readonly ListFilter[]; children?: ReactNode }) {
  const t = useTranslations("common.lists.filters");
  const { formatCount } = useFormats();
  const textOf = useFilterText();
  const on = filters.filter(isOn);
  const noneOf = (filter: ListFilter) => (filter.kind === "one" && filter.none) || t("any");
  return (
    <>
      <Popover
        align="start"
        aria-label={t("title")}
        className="flex max-h-[min(32rem,var(--radix-popover-content-available-height))] w-[min(20rem,calc(100vw-16px))] flex-col overflow-y-auto"
        trigger={
          <Button>
            <ListFilterIcon /> {t("open")}
            {on.length > 0 && (
              <span className="tabular rounded bg-accent-soft px-1.5 text-meta">
                {t.rich("on", {
                  count: formatCount(on.length),
                  only: (text) => <span className="sr-only">{text}</span>,
                })}
              </span>
            )}
          </Button>
        }
      >
        {filters.map((filter) => (
          <details key={filter.name} name="filter" className="group border-line border-b last:border-0">
            <summary className="flex h-9 cursor-pointer select-none items-center gap-2 rounded-md px-2.5 font-medium hover:bg-sunken">
              <span className="flex-1">{filter.label}</span>
              <span className="max-w-40 truncate text-ink-faint text-meta">
                {isOn(filter) ? textOf(filter) : noneOf(filter)}
              </span>
            </summary>
            <div className="px-2.5 pt-1 pb-3">
              <FilterInput filter={filter} />
            </div>
          </details>
        ))}
      </Popover>
      {children}
      {on.map((filter) => (
        <FilterChip key={filter.name} label={filter.label} value={textOf(filter)} onRemove={() => clear(filter)} />
      ))}
    </>
  );
}
