import names from "i18n-iso-countries/langs/de.json";
import type { Translation } from "@/texts/translation.ts";
import { countryTexts } from "./countries.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Adressen",
  single: "Adresse",
  about: "Die Adressen, an die Pakete gehen.",
  new: "Neue Adresse",
  import: "Adressen importieren",
  edit: "Bearbeiten",
  delete: "Löschen",
  details: "Angaben",
  created: "{name} wurde angelegt",
  saved: "Gespeichert",
  deleted: "{name} wurde gelöscht",
  deletion: {
    title: "Adresse {name} löschen?",
    confirm: "Adresse löschen",
  },
  none: {
    title: "Noch keine Adressen",
    about: "Adressen sind die Ziele Ihrer Pakete, mit Name und Anschrift.",
  },
  list: {
    import: "Importieren",
    search: "Adressen suchen",
    sortBy: "Sortieren nach",
  },
  sorts: {
    none: "Standardreihenfolge",
    nameDown: "Name, Z bis A",
    code: "Kürzel, A bis Z",
    codeDown: "Kürzel, Z bis A",
    country: "Land",
    created: "Älteste zuerst",
    createdDown: "Neueste zuerst",
  },
  filters: {
    complete: "Vollständig",
    incomplete: "Unvollständig",
    with: "Mit Koordinaten",
    without: "Ohne Koordinaten",
  },
  fields: {
    code: "Kürzel",
    name: "Name",
    country: "Land",
    city: "Ort",
    postcode: "Postleitzahl",
    line1: "Straße und Hausnummer",
    line2: "Adresszusatz",
    street: "Straße",
    latitude: "Breitengrad",
    longitude: "Längengrad",
    address: "Anschrift",
    coordinates: "Koordinaten",
    changed: "Zuletzt geändert",
  },
  form: {
    chooseCountry: "Land auswählen",
    line1Help: "Erforderlich, bevor ein Paket hierhin versandt werden kann.",
    line2: "Adresszusatz (optional)",
    noPostcode: "Lassen Sie das Feld leer, wenn die Anschrift keine Postleitzahl hat.",
    latitude: "Breitengrad (optional)",
    longitude: "Längengrad (optional)",
    create: "Adresse anlegen",
  },
  completion: {
    saved: "Die Anschrift von {name} ist vollständig",
    save: "Anschrift speichern",
  },
  importing: {
    code: "Ihr Kürzel; eine vorhandene Adresse mit diesem Kürzel wird geändert",
    name: "Der Empfänger",
    country: "Ein Ländercode oder Ländername, in vielen Sprachen",
    city: "Der Ort",
    postcode: "Wird in das Format des Landes gebracht",
    line1: "Straße und Hausnummer",
    line2: "Stockwerk, Eingang, Abteilung",
    latitude: "In Grad",
    longitude: "In Grad",
  },
  select: "Adresse auswählen",
  countries: countryTexts(names),
  words: {
    entities: {
      place: "Adresse",
    },
  },
};
