import type { Days } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useFormats } from "@/formats/use-formats.ts";
import type { ListFilter } from "./list-filter.ts";

/** The text of an active filter. */
export function useFilterText(): (filter: ListFilter) => string {
  const { formatAll } = useFormats();
  const daysText = useDaysText();
  return (filter) => {
    if (filter.kind === "days") return filter.value ? daysText(filter.value) : "";
    if (filter.kind === "record") return filter.text;
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
export function useDaysText(): (days: Days) => string {
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
