import { useTranslations } from "next-intl";
import type { ListFilter } from "@/lists/list-filter.ts";
import { useCountries } from "./use-countries.ts";

type Country = ReturnType<typeof useCountries>[number]["code"];

/** The part of a list's state that filters by countries. */
interface CountryState {
  countries?: Country[] | undefined;
}

/** The filter of a list by countries. */
export function useCountryFilter(state: CountryState, set: (changes: CountryState) => void): ListFilter {
  const t = useTranslations("places.fields");
  const countries = useCountries();
  return {
    name: "countries",
    label: t("country"),
    kind: "choices",
    value: state.countries,
    options: countries.map(({ code, name }) => ({ value: code, label: name })),
    onChange: (chosen) => set({ countries: countries.flatMap(({ code }) => (chosen.includes(code) ? [code] : [])) }),
  };
}
