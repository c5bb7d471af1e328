import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Tags",
  about: "Markierungen für Artikel und Pakete.",
  new: "Neuer Tag",
  edit: "Tag bearbeiten",
  editNamed: "{name} bearbeiten",
  deleteNamed: "{name} löschen",
  saved: "{name} wurde gespeichert",
  deleted: "{name} wurde gelöscht",
  none: {
    title: "Noch keine Tags",
    about: "Tags markieren Artikel und Pakete: zerbrechlich, Express, Geschenk.",
    toChoose: "Es gibt noch keine Tags.",
  },
  filter: {
    tags: "Tag",
    allTags: "Hat alle diese Tags",
  },
  form: {
    name: "Name",
    color: "Farbe",
    create: "Tag anlegen",
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
    title: "Tag {name} löschen?",
    about: "Der Tag wird von allen Artikeln und Paketen entfernt. Sonst ändert sich nichts.",
    keep: "Tag behalten",
    confirm: "Tag löschen",
  },
  fields: {
    color: "Farbe",
  },
  words: {
    entities: {
      tag: "Tag",
    },
  },
};
