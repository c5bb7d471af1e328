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
};
