import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "switched on {0}": "hat eingeschaltet: {0, text}",
    "switched off {0}": "hat ausgeschaltet: {0, text}",
    "This module does not exist.": "Dieses Modul gibt es nicht.",
    "This module needs {0}. Switch on both.": "Dieses Modul benötigt auch: {0, text}. Schalten Sie beide ein.",
    "This module is needed by {0}. Switch off both.":
      "Dieses Modul wird noch benötigt von: {0, text}. Schalten Sie beide aus.",
  },
};
