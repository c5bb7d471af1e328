import { useTranslations } from "next-intl";
import type { ListFilter } from "@/lists/list-filter.ts";
import type { PlaceListState } from "./place-list.ts";
import { useCountryFilter } from "./use-country-filter.ts";

const addresses = ["complete", "incomplete"] as const;
const coordinates = ["with", "without"] as const;

/** The filters of the list of places. */
export function usePlaceFilters(state: PlaceListState, set: (changes: PlaceListState) => void): ListFilter[] {
  const t = useTranslations("places");
  const countryFilter = useCountryFilter(state, set);
  return [
    countryFilter,
    {
      name: "address",
      label: t("fields.address"),
      kind: "one",
      value: state.address,
      options: addresses.map((value) => ({ value, label: t(`filters.${value}`) })),
      onChange: (value) => set({ address: addresses.find((known) => known === value) }),
    },
    {
      name: "coordinates",
      label: t("fields.coordinates"),
      kind: "one",
      value: state.coordinates,
      options: coordinates.map((value) => ({ value, label: t(`filters.${value}`) })),
      onChange: (value) => set({ coordinates: coordinates.find((known) => known === value) }),
    },
  ];
}
