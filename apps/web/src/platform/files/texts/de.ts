import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Dateien",
  words: {
    entities: {
      file: "Datei",
    },
    actions: {
      create: "Hochladen",
    },
  },
  filter: "Nach Art filtern",
  any: "Alle Arten",
  none: {
    title: "Noch keine Dateien",
    about:
      "Importe, Exporte und Etiketten werden hier aufbewahrt. Sie sehen die Dateien, deren Inhalt Sie lesen dürfen.",
  },
  usage: {
    title: "Speicher",
    label: "Belegter Speicher",
    used: "{bytes} von {maxBytes}, {files} von {maxFiles} Dateien.",
    left: "{bytes} frei.",
    full: "Der Speicher ist voll: Uploads und Exporte werden abgelehnt, bis Sie Dateien entfernen.",
  },
  download: "{name} herunterladen",
  remove: "{name} entfernen",
  removed: "{name} wurde entfernt",
  removal: {
    title: "{name} entfernen?",
    about: "Die Datei wird für alle entfernt; das gibt {size} frei. Sie kann nicht wiederhergestellt werden.",
    confirm: "Datei entfernen",
  },
};
