import { countryCodes } from "@waybill/validators/countries";
import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { useSortBy } from "@/lists/use-sort-by.ts";

type CountryCode = (typeof countryCodes)[number];

const isCountry = (code: string): code is CountryCode => countryCodes.some((known) => known === code);

/** Every country, sorted by its name in the language of the page. */
export function useCountries(): { code: CountryCode; name: string }[] {
  const t = useTranslations("places.countries");
  const sortBy = useSortBy();
  return useMemo(() => {
    const countries = countryCodes.map((code) => ({ code, name: t(code) }));
    return sortBy(countries, ({ name }) => name);
  }, [t, sortBy]);
}

/** Names a country in the language of the page; an unknown code stays as it is. */
export function useCountryName(): (code: string) => string {
  const t = useTranslations("places.countries");
  return useCallback((code: string) => (isCountry(code) ? t(code) : code), [t]);
}
