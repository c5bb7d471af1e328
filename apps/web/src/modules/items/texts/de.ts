import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Artikel",
  about: "Die Waren, die Sie versenden, und ihr Bestand.",
  new: "Neuer Artikel",
  import: "Artikel importieren",
  importCounts: "Zählungen importieren",
};
