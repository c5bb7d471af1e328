import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  language: {
    title: "Sprache",
    browser: "Sprache des Browsers",
  },
  title: "Ihr Konto",
  words: {
    entities: {
      user: "Benutzer",
    },
  },
};
