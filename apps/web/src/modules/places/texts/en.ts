import names from "i18n-iso-countries/langs/en.json";
import { countryTexts } from "./countries.ts";

/** The texts of places. */
export const en = {
  title: "Places",
  single: "Place",
  about: "The addresses that parcels go to.",
  new: "New place",
  import: "Import places",
  edit: "Edit",
  delete: "Delete",
  details: "Details",
  created: "{name} was created",
  saved: "Saved",
  deleted: "{name} was deleted",
  deletion: {
    title: "Delete the place {name}?",
    confirm: "Delete place",
  },
  none: {
    title: "No places yet",
    about: "Places are the recipients of your parcels, with their addresses.",
  },
  list: {
    import: "Import",
    search: "Search places",
    byCountry: "Filter by country",
    anyCountry: "Any country",
  },
  fields: {
    code: "Code",
    name: "Name",
    country: "Country",
    city: "City",
    postcode: "Postcode",
    line1: "Street and number",
    line2: "Address line 2",
    street: "Street",
    latitude: "Latitude",
    longitude: "Longitude",
    address: "Address",
    coordinates: "Coordinates",
    changed: "Last changed",
  },
  form: {
    chooseCountry: "Choose a country",
    line1Help: "Required before a parcel can be sent here.",
    line2: "Address line 2 (optional)",
    noPostcode: "Leave this empty if the address has no postcode.",
    latitude: "Latitude (optional)",
    longitude: "Longitude (optional)",
    create: "Create place",
  },
  completion: {
    saved: "The address of {name} is complete",
    save: "Save address",
  },
  importing: {
    code: "Your code; an existing place with this code is updated",
    name: "The recipient",
    country: "A country code, or the name in one of many languages",
    city: "The town or city",
    postcode: "Converted to the format of the country",
    line1: "Street and number",
    line2: "Floor, entrance, department",
    latitude: "In degrees",
    longitude: "In degrees",
  },
  select: "Choose a place",
  countries: countryTexts(names),
  words: {
    entities: {
      place: "place",
    },
  },
} as const;
