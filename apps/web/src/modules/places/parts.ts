// The components of this module for other modules.

export { Address } from "./address.tsx";
export { CompleteAddress } from "./complete-address.tsx";
export { EditPlaceForm, NewPlaceForm } from "./place-form.tsx";
export { PlaceSelect } from "./place-select.tsx";
export { useCountryName } from "./use-countries.ts";
export { useCountryFilter } from "./use-country-filter.ts";
