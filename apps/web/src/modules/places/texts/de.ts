import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Adressen",
  about: "Die Adressen, an die Pakete gehen.",
  new: "Neue Adresse",
  import: "Adressen importieren",
};
