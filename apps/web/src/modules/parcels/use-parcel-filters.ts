import { useQuery } from "@tanstack/react-query";
import { parcelStates } from "@waybill/validators/parcels";
import type { ListFilter } from "@/components/list-filters.tsx";
import { useCountries } from "@/modules/places/parts.ts";
import { useTRPC } from "@/trpc/client.tsx";
import type { ParcelListState } from "./parcel-list.ts";
import { stateWord } from "./parcel-parts.tsx";

const stillFor = [1, 2, 3, 5, 7, 14, 30].map((days) => ({
  value: days,
  label: days === 1 ? "1 day" : `${days} days`,
}));

/** What the list of parcels can be filtered by, with what is chosen. */
export function useParcelFilters(state: ParcelListState, set: (changes: ParcelListState) => void): ListFilter[] {
  const trpc = useTRPC();
  const countries = useCountries();
  const { data: summary } = useQuery(trpc.parcels.summary.queryOptions());
  const { data: tags } = useQuery(trpc.tags.list.queryOptions());
  const { data: carriers } = useQuery(trpc.parcels.carriers.queryOptions());
  return [
    {
      name: "states",
      label: "State",
      kind: "choices",
      value: state.states,
      options: parcelStates.map((value) => ({
        value,
        label: stateWord(value),
        note: summary ? String(summary.byState[value]) : undefined,
      })),
      onChange: (chosen) => set({ states: parcelStates.filter((known) => chosen.includes(known)) }),
    },
    {
      name: "tagIds",
      label: "Tag",
      kind: "choices",
      value: state.tagIds,
      options: tags?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [],
      onChange: (tagIds) => set({ tagIds, ...(tagIds.length < 2 ? { allTags: false } : {}) }),
      all: { label: "Has all of them", value: state.allTags === true, onChange: (allTags) => set({ allTags }) },
    },
    {
      name: "carriers",
      label: "Carrier",
      kind: "choices",
      value: state.carriers,
      options: carriers?.items.map(({ name }) => ({ value: name, label: name })) ?? [],
      onChange: (chosen) => set({ carriers: chosen }),
    },
    {
      name: "countries",
      label: "Country",
      kind: "choices",
      value: state.countries,
      options: countries.map(({ code, name }) => ({ value: code, label: name })),
      onChange: (chosen) => set({ countries: countries.flatMap(({ code }) => (chosen.includes(code) ? [code] : [])) }),
    },
    { name: "created", label: "Created", kind: "days", value: state.created, onChange: (created) => set({ created }) },
    {
      name: "dispatched",
      label: "Dispatched",
      kind: "days",
      value: state.dispatched,
      onChange: (dispatched) => set({ dispatched }),
    },
    {
      name: "delivered",
      label: "Delivered",
      kind: "days",
      value: state.delivered,
      onChange: (delivered) => set({ delivered }),
    },
    {
      name: "notMovedFor",
      label: "Not moved for",
      kind: "one",
      value: state.notMovedFor,
      options: stillFor,
      onChange: (notMovedFor) => set({ notMovedFor }),
    },
  ];
}
