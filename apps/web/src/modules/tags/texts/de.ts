import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Schlagwörter",
  about: "Markierungen für Artikel und Pakete.",
  new: "Neues Schlagwort",
  edit: "Schlagwort bearbeiten",
  editNamed: "{name} bearbeiten",
  deleteNamed: "{name} löschen",
  saved: "{name} wurde gespeichert",
  deleted: "{name} wurde gelöscht",
  none: {
    title: "Noch keine Schlagwörter",
    about: "Schlagwörter markieren Artikel und Pakete: zerbrechlich, Express, Geschenk.",
    toChoose: "Es gibt noch keine Schlagwörter.",
  },
  filter: {
    tags: "Schlagwort",
    allTags: "Hat alle diese Schlagwörter",
  },
  form: {
    name: "Name",
    color: "Farbe",
    create: "Schlagwort anlegen",
  },
  colors: {
    grey: "grau",
    red: "rot",
    orange: "orange",
    amber: "bernsteinfarben",
    green: "grün",
    teal: "blaugrün",
    blue: "blau",
    violet: "violett",
    pink: "rosa",
  },
  deletion: {
    title: "Schlagwort {name} löschen?",
    about: "Das Schlagwort wird von allen Artikeln und Paketen entfernt. Sonst ändert sich nichts.",
    keep: "Schlagwort behalten",
    confirm: "Schlagwort löschen",
  },
  fields: {
    color: "Farbe",
  },
  words: {
    entities: {
      tag: "Schlagwort",
    },
  },
};
