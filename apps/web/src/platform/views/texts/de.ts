import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Gespeicherte Ansichten",
  save: "Ansicht speichern",
  saved: "{name} wurde gespeichert",
  obsolete:
    "Die Ansicht {name} wurde mit Filtern gespeichert, die es nicht mehr gibt: {filters}. Die Liste wird ohne sie gezeigt.",
  sharedByYou: "Von Ihnen geteilt",
  sharedBy: "Geteilt von {name}",
  onlyYou: "Nur für Sie sichtbar",
  saveChanges: "Aktuelle Filter speichern",
  change: "Umbenennen oder teilen …",
  delete: "Löschen …",
  saveAsNew: "Als neue Ansicht speichern …",
  new: "Neue Ansicht",
  edit: "Ansicht bearbeiten",
  deleteTitle: "{name} löschen?",
  deleteShared: "Alle, die diese Ansicht sehen, verlieren sie. Die gezeigten Zeilen ändern sich nicht.",
  deleteOwn: "Die gezeigten Zeilen ändern sich nicht.",
  deleteConfirm: "Ansicht löschen",
  fields: {
    name: "Name",
    shared: "Ansicht teilen",
    state: "Filter",
  },
  sharedHelp: "Alle, die diese Liste lesen dürfen, sehen die Ansicht in der Seitenleiste.",
  words: {
    entities: {
      view: "gespeicherte Ansicht",
    },
    actions: {
      save: "Speichern",
      share: "Teilen",
    },
  },
};
