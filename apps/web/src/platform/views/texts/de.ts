import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Gespeicherte Ansichten",
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
