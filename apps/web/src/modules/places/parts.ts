// What other modules show of this one.

export { Address } from "./address.tsx";
export { countries, countryName } from "./countries.ts";
export { MendAddress } from "./mend-address.tsx";
export { EditPlaceForm, NewPlaceForm } from "./place-form.tsx";
export { PlaceSelect } from "./place-select.tsx";
