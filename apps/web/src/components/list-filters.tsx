"use client";

import type { Days } from "@waybill/validators";
import { ListFilterIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { cn } from "@/lib/cn.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { FilterChip } from "./list-tools.tsx";
import { Button } from "./ui/button.tsx";
import { Checkbox, Input, Select } from "./ui/input.tsx";
import { Popover } from "./ui/popover.tsx";

interface Choices {
  kind: "choices";
  options: readonly { value: string; label: string; note?: string | undefined }[];
  value: readonly string[] | undefined;
  onChange: (value: string[]) => void;
  /** Whether a record must match all chosen values, for fields with several values. */
  all?: { label: string; value: boolean; onChange: (all: boolean) => void };
}

interface DaysFilter {
  kind: "days";
  value: Days | undefined;
  onChange: (value: Days | undefined) => void;
}

interface OneOf {
  kind: "one";
  options: readonly { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  /** The text without a choice, instead of "any". */
  none?: string;
}

/** What an input of a form needs, apart from its value. */
interface InputAttributes {
  id: string;
  onBlur: () => void;
  "aria-invalid": boolean;
  "aria-describedby": undefined;
}

/** A thing out of many, with an input that searches them. */
interface Thing {
  kind: "thing";
  value: string | undefined;
  /** Its name. */
  text: string;
  input: (attributes: InputAttributes) => ReactNode;
  /** Takes the filter off. */
  onChange: (value: undefined) => void;
}

/** A filter of a list. */
export type ListFilter = { name: string; label: string } & (Choices | DaysFilter | OneOf | Thing);

const isOn = ({ value }: ListFilter) => (Array.isArray(value) ? value.length > 0 : value !== undefined);

/** The text of an active filter. */
function useFilterText(): (filter: ListFilter) => string {
  const { formatAll } = useFormats();
  const daysText = useDaysText();
  return (filter) => {
    if (filter.kind === "days") return filter.value ? daysText(filter.value) : "";
    if (filter.kind === "thing") return filter.text;
    if (filter.kind === "one") {
      return filter.options.find(({ value }) => value === filter.value)?.label ?? filter.value ?? "";
    }
    const chosen = (filter.value ?? []).map(
      (value) => filter.options.find((option) => option.value === value)?.label ?? value,
    );
    return filter.all?.value ? formatAll(chosen) : chosen.join(", ");
  };
}

/** The text of a range of days. */
function useDaysText(): (days: Days) => string {
  const t = useTranslations("common.lists.days");
  const { formatDay } = useFormats();
  return ({ from, to, last }) => {
    if (last) return t("last", { days: last });
    if (from && to) {
      return from === to ? formatDay(from) : t("between", { from: formatDay(from), to: formatDay(to) });
    }
    if (from) return t("since", { day: formatDay(from) });
    return to ? t("until", { day: formatDay(to) }) : "";
  };
}

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

function clear(filter: ListFilter) {
  if (filter.kind !== "choices") return filter.onChange(undefined);
  filter.onChange([]);
  filter.all?.onChange(false);
}

function FilterInput({ filter }: { filter: ListFilter }) {
  const t = useTranslations("common.lists.filters");
  switch (filter.kind) {
    case "choices":
      return <ChoicesInput filter={filter} />;
    case "days":
      return <DaysInput filter={filter} />;
    case "thing":
      return <ThingInput filter={filter} />;
    case "one":
      return (
        <Select
          aria-label={filter.label}
          value={filter.value ?? ""}
          onChange={({ target }) => filter.onChange(target.value || undefined)}
        >
          <option value="">{filter.none ?? t("any")}</option>
          {filter.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      );
  }
}

/** The number of options from which on there is a search field. */
const fewOptions = 10;

function ChoicesInput({ filter: { label, options, value = [], onChange, all } }: { filter: ListFilter & Choices }) {
  const t = useTranslations("common");
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = options.filter((option) => value.includes(option.value) || option.label.toLowerCase().includes(wanted));
  if (options.length === 0) return <p className="text-ink-faint text-meta">{t("lists.filters.empty")}</p>;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="sr-only">{label}</legend>
      {options.length > fewOptions && (
        <Input
          type="search"
          aria-label={t("lists.filters.search", { name: label })}
          placeholder={t("search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="mb-1"
        />
      )}
      <div className="flex max-h-56 flex-col overflow-y-auto">
        {shown.map((option) => (
          <label
            key={option.value}
            className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-md px-1.5 hover:bg-sunken"
          >
            <Checkbox
              checked={value.includes(option.value)}
              onChange={({ target }) =>
                onChange(target.checked ? [...value, option.value] : value.filter((one) => one !== option.value))
              }
            />
            <span className="min-w-0 flex-1 truncate">{option.label}</span>
            {option.note && <span className="tabular text-ink-faint text-meta">{option.note}</span>}
          </label>
        ))}
      </div>
      {all && value.length > 1 && (
        <label className="mt-1 flex min-h-8 cursor-pointer items-center gap-2.5 border-line border-t px-1.5 pt-1">
          <Checkbox checked={all.value} onChange={({ target }) => all.onChange(target.checked)} />
          {all.label}
        </label>
      )}
    </fieldset>
  );
}

function ThingInput({ filter: { label, input } }: { filter: ListFilter & Thing }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      {input({ id, onBlur: () => {}, "aria-invalid": false, "aria-describedby": undefined })}
    </>
  );
}

const spans = [1, 7, 30, 90];

function DaysInput({ filter: { label, value, onChange } }: { filter: ListFilter & DaysFilter }) {
  const t = useTranslations("common.lists.filters");
  const daysText = useDaysText();
  const id = useId();
  const set = (changes: { from?: string | undefined; to?: string | undefined }) => {
    const { from, to } = { from: value?.from, to: value?.to, ...changes };
    onChange(from || to ? { ...(from ? { from } : {}), ...(to ? { to } : {}) } : undefined);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {spans.map((last) => (
          <Button
            key={last}
            size="sm"
            aria-pressed={value?.last === last}
            className={cn(value?.last === last && "border-accent bg-accent-soft")}
            onClick={() => onChange(value?.last === last ? undefined : { last })}
          >
            {daysText({ last })}
          </Button>
        ))}
      </div>
      <div className="grid grid-cols-2 gap-2">
        {(["from", "to"] as const).map((end) => (
          <label key={end} htmlFor={`${id}-${end}`} className="flex flex-col gap-1 text-ink-faint text-meta">
            {t(end)}
            <Input
              id={`${id}-${end}`}
              type="date"
              max={end === "from" ? value?.to : undefined}
              min={end === "to" ? value?.from : undefined}
              value={value?.[end] ?? ""}
              onChange={({ target }) => set({ [end]: target.value || undefined })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
