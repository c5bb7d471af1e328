import { useQuery } from "@tanstack/react-query";
import { parcelStates } from "@waybill/validators/parcel-kinds";
import { useTranslations } from "next-intl";
import type { ListFilter } from "@/lists/list-filter.ts";
import { useCountryFilter } from "@/modules/places/parts.ts";
import { useTagFilter } from "@/modules/tags/parts.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import type { ParcelListState } from "./parcel-list.ts";

/** The options of the filter by days without a step. */
const idleDays = [1, 2, 3, 5, 7, 14, 30];

/** The filters of the list of parcels, with their values. */
export function useParcelFilters(state: ParcelListState, set: (changes: ParcelListState) => void): ListFilter[] {
  const t = useTranslations("parcels");
  const apiText = useApiText();
  const trpc = useTRPC();
  const tagFilter = useTagFilter(state, set);
  const countryFilter = useCountryFilter(state, set);
  const { data: overview } = useQuery(trpc.parcels.overview.queryOptions());
  const { data: carriers } = useQuery(trpc.parcels.carriers.queryOptions());
  return [
    {
      name: "states",
      label: t("filters.states"),
      kind: "choices",
      value: state.states,
      options: parcelStates.map((value) => ({
        value,
        label: t(`states.${value}`),
        note: overview ? String(overview.byState[value]) : undefined,
      })),
      onChange: (chosen) => set({ states: parcelStates.filter((known) => chosen.includes(known)) }),
    },
    tagFilter,
    {
      name: "carriers",
      label: t("filters.carriers"),
      kind: "choices",
      value: state.carriers,
      options: carriers?.items.map(({ name }) => ({ value: name, label: apiText(name) })) ?? [],
      onChange: (chosen) => set({ carriers: chosen }),
    },
    countryFilter,
    {
      name: "created",
      label: t("filters.created"),
      kind: "days",
      value: state.created,
      onChange: (created) => set({ created }),
    },
    {
      name: "dispatched",
      label: t("filters.dispatched"),
      kind: "days",
      value: state.dispatched,
      onChange: (dispatched) => set({ dispatched }),
    },
    {
      name: "delivered",
      label: t("filters.delivered"),
      kind: "days",
      value: state.delivered,
      onChange: (delivered) => set({ delivered }),
    },
    {
      name: "noProgressFor",
      label: t("filters.noProgressFor"),
      kind: "one",
      value: state.noProgressFor === undefined ? undefined : String(state.noProgressFor),
      options: idleDays.map((days) => ({ value: String(days), label: t("filters.days", { days }) })),
      onChange: (days) => set({ noProgressFor: days ? Number(days) : undefined }),
    },
  ];
}
