import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { DayInput } from "@/components/ui/day-input.tsx";
import { Checkbox, Input, Select } from "@/components/ui/input.tsx";
import { useDaysText } from "./filter-text.ts";
import type { Choices, DaysFilter, ListFilter, RecordChoice } from "./list-filter.ts";

/** The input of a filter. */
export function FilterInput({ filter }: { filter: ListFilter }) {
  const t = useTranslations("common.lists.filters");
  switch (filter.kind) {
    case "choices":
      return <ChoicesInput filter={filter} />;
    case "days":
      return <DaysInput filter={filter} />;
    case "record":
      return <RecordInput filter={filter} />;
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

function RecordInput({ filter: { label, input } }: { filter: ListFilter & RecordChoice }) {
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
            <DayInput
              id={`${id}-${end}`}
              max={end === "from" ? value?.to : undefined}
              min={end === "to" ? value?.from : undefined}
              value={value?.[end]}
              onChange={(day) => set({ [end]: day })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
