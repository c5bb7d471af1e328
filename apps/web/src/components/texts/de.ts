import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  about: "Ein Versandtisch, den sich viele Organisationen teilen.",
  language: "Sprache",
  cancel: "Abbrechen",
  save: "Speichern",
};
